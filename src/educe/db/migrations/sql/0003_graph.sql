-- What the graph's screen asks for: how objects are found, which community each is of, and where a
-- PDF's characters stand on its pages.

-- folded_name and folded_text are made by educe.graph.folded from name, aliases and definition, and
-- are compared byte by byte, on every server alike.
-- community: null for what relates to nothing, and until the graph is next derived.
ALTER TABLE kb.objects
    ADD COLUMN community integer CHECK (community >= 0),
    ADD COLUMN folded_name text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN folded_text text COLLATE "C" NOT NULL DEFAULT '';

-- What is there is found by its small letters until it is next derived.
UPDATE kb.objects SET
    folded_name = left(lower(name), 300),
    folded_text = '|' || left(lower(array_to_string(name || aliases, '|') || '|' || chr(10)
        || coalesce(definition, '')), 4000);

CREATE INDEX objects_name_idx ON kb.objects (project_id, folded_name, id);

-- educe.documents.places: null until it is asked for or read afresh; empty where it can't be told.
ALTER TABLE kb.file_texts ADD COLUMN places bytea;
