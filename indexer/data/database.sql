-- What is made in the database once its tables are filled. Datasette and sqlite-utils know the index of a table by its name
-- in double quotes.
CREATE INDEX provisions_by_agreement ON provisions (agreement, "order");
CREATE INDEX topics_of_provisions ON provision_topics (topic, provision);
CREATE INDEX references_by_target ON cross_references (target);
CREATE VIRTUAL TABLE provisions_fts USING fts5 (
    title, text, digest_en, digest_es, content="provisions", tokenize='unicode61 remove_diacritics 2');
INSERT INTO provisions_fts (provisions_fts) VALUES ('rebuild');
CREATE VIEW duties AS SELECT id, agreement, citation, force, addressee, words, text FROM provisions
    WHERE force IN ('obligation', 'prohibition') ORDER BY "order";
CREATE VIEW topics_by_agreement AS SELECT p.agreement, t.topic, count(*) AS provisions,
    sum(p.force IN ('obligation', 'prohibition')) AS duties
    FROM provision_topics t JOIN provisions p ON p.id = t.provision GROUP BY p.agreement, t.topic;
