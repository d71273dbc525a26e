-- An address may be shared: a couple with one telephone, a family with one LINE account. In
-- version 1 the one who was linked last had it alone; the others come back from their snapshots.

ALTER TABLE addresses RENAME TO addresses_1;

CREATE TABLE addresses (
    city TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    resident TEXT NOT NULL,
    PRIMARY KEY (city, channel, address, resident)
) WITHOUT ROWID;

INSERT INTO addresses (city, channel, address, resident)
    SELECT city, channel, address, resident FROM addresses_1;

INSERT INTO addresses (city, channel, address, resident)
    SELECT r.city, c.key, c.value ->> '$.address', r.id
    FROM residents r, json_each(r.state, '$.contact.channels') c
    WHERE c.key <> 'paper'
    ON CONFLICT DO NOTHING;

DROP TABLE addresses_1;
