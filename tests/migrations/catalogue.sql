-- Everything in a schema, a line each, the same for the same definitions.
SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null ' ELSE ' ' END
    || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text || a.attgenerated::text
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p', 'S', 'v')
UNION ALL
SELECT 'rights ' || relname || ' ' || relrowsecurity || coalesce(reloptions::text, '')
    || CASE relnamespace::regnamespace::text WHEN 'kb' THEN coalesce(relacl::text, '') ELSE '' END
FROM pg_class WHERE relnamespace = %(schema)s::regnamespace AND relkind IN ('r', 'p', 'S', 'v')
UNION ALL
SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = %(schema)s
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = %(schema)s::regnamespace
UNION ALL
SELECT 'function ' || pg_get_functiondef(oid) || proowner::regrole || coalesce(proacl::text, '')
FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace AND prokind = 'f'
UNION ALL
SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT 'policy ' || tablename || ' ' || p::text FROM pg_policies p
WHERE schemaname = %(schema)s
UNION ALL
SELECT 'type ' || t.typname || ' ' || e.enumlabel || ' ' || e.enumsortorder
FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
WHERE t.typnamespace = %(schema)s::regnamespace
UNION ALL
SELECT 'type ' || t.typname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_attribute a ON a.attrelid = c.oid
WHERE t.typnamespace = %(schema)s::regnamespace
