-- The accepted values of models.input_schema: an allow-list, checked when the row is written. docs/models.md describes
-- it. The service and the page check the same list again; tests/schemas/cases.json tests all three.

create function private.refuse_input_schema(p_path text, p_reason text) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception '%: %', concat_ws('.', 'input_schema', nullif(p_path, '')), p_reason using errcode = 'check_violation';
end $$;

-- ---------------------------------------------------------------- values

create function private.number_in(p_value jsonb) returns numeric
language sql immutable set search_path = '' as $$
  select case when jsonb_typeof(p_value) = 'number' then (p_value #>> '{}')::numeric end
$$;

-- Numbers that JavaScript and Python parse exactly: integers of 53 bits, others with six decimal places.
create function private.is_number(p_value jsonb, p_whole boolean) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(
    n = trunc(n) and abs(n) <= 9007199254740991 or not p_whole and n = round(n, 6) and abs(n) <= 1000000000, false)
  from private.number_in(p_value) n
$$;

create function private.is_text(p_value jsonb, p_shortest integer, p_longest integer) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_typeof(p_value) = 'string'
                  and char_length(p_value #>> '{}') between p_shortest and p_longest, false)
$$;

create function private.is_length(p_value jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select private.is_number(p_value, true) and private.number_in(p_value) between 0 and 20000
$$;

create function private.is_of_type(p_value jsonb, p_type text) returns boolean
language sql immutable set search_path = '' as $$
  select case p_type
    when 'string' then jsonb_typeof(p_value) = 'string'
    when 'boolean' then jsonb_typeof(p_value) = 'boolean'
    else private.is_number(p_value, p_type = 'integer')
  end
$$;

-- Whether an input accepts this value. The pattern is not matched here.
create function private.input_accepts(p_input jsonb, p_value jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select case
    when not private.is_of_type(p_value, p_input ->> 'type') then false
    when p_input ? 'enum' then p_input -> 'enum' @> jsonb_build_array(p_value)
    when p_input ->> 'type' = 'string' then
      private.is_text(p_value, coalesce((p_input ->> 'minLength')::numeric::integer, 0),
                      coalesce((p_input ->> 'maxLength')::numeric::integer, 20000))
    when p_input ->> 'type' = 'boolean' then true
    else n >= coalesce((p_input ->> 'minimum')::numeric, n) and n <= coalesce((p_input ->> 'maximum')::numeric, n)
         and (not p_input ? 'multipleOf' or mod(n, (p_input ->> 'multipleOf')::numeric) = 0)
  end
  from private.number_in(p_value) n
$$;

create function private.is_enum(p_value jsonb, p_type text) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return jsonb_typeof(p_value) = 'array' and jsonb_array_length(p_value) between 1 and 50
    and (select count(distinct option) = count(*)
                and bool_and(private.is_of_type(option, p_type))
                and (p_type <> 'string' or bool_and(private.is_text(option, 1, 100)))
         from jsonb_array_elements(p_value) option);
end $$;

-- ---------------------------------------------------------------- patterns

-- The service matches with RE2, which Postgres does not have. So the pattern is split into pieces here, and only pieces
-- with the same meaning in RE2 and JavaScript are accepted. This regular expression matches one piece at the start.
create function private.pattern_piece() returns text
language sql immutable set search_path = '' as $$
  select replace(replace($re$(?x)^(?:
      [^\\^$.\[\]|(){}*+?]                            # a character for itself
    | [.^$|)] | \((?:\?:)? | \\[bB] | \\<escape>
    | \[\^?(?:-<item>*-?|<item>+-?)\]                 # a class
    | (?:[*+?]|\{[0-9]{1,4}(?:,[0-9]{0,4})?\})\??     # a repetition
  )$re$,
  '<item>', $re$(?:[^\\^\[\]-](?:-[^\\^\[\]-])?|\\<escape>|\\-)$re$),
  '<escape>', $re$(?:[dDwWsStnrfv^$\\.*+?()\[\]{}|/]|[pP]\{(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?)\})$re$)
$$;

-- Refuses a pattern that is malformed or too large: \p{…} counts as 20 pieces, {n} repeats the piece before it.
create function private.check_pattern(p_path text, p_pattern text) returns void
language plpgsql set search_path = '' as $$
declare
  rest text := p_pattern;
  piece text;
  atom integer := 0; -- the size of the piece that a repetition would repeat; 0 if there is none
  sizes integer[] := '{0}'; -- sizes of the whole pattern, then of each open group
  depth integer := 1;
begin
  if p_pattern collate "C" ~ '[\x01-\x1f\x7f]' then
    perform private.refuse_input_schema(p_path, 'must write a control character as an escape, such as \t');
  end if;
  while rest <> '' loop
    piece := substring(rest from private.pattern_piece());
    if piece is null then
      perform private.refuse_input_schema(p_path, format('is not understood at "%s"', left(rest, 12)));
    elsif piece in ('(', '(?:') then
      sizes := sizes || 0;
      depth := depth + 1;
      atom := 0;
    elsif piece = ')' and depth > 1 then
      atom := greatest(sizes[depth], 1);
      depth := depth - 1;
      sizes := sizes[:depth];
      sizes[depth] := sizes[depth] + atom;
    elsif piece in ('^', '$', '|', '\b', '\B') then
      atom := 0;
    elsif piece ~ '^[*+?{]' and atom > 0 then
      sizes[depth] := sizes[depth] + atom * (private.repetitions(piece) - 1);
      atom := 0;
    elsif piece ~ '^[)*+?{]' then
      perform private.refuse_input_schema(p_path, format('has nothing before "%s" that it could belong to', piece));
    else
      perform private.check_ranges(p_path, piece);
      atom := 1 + 19 * regexp_count(piece, '\\[pP]\{');
      sizes[depth] := sizes[depth] + atom;
    end if;
    if sizes[depth] > 1000 or depth > 21 then
      perform private.refuse_input_schema(p_path, 'is too large');
    end if;
    rest := substr(rest, char_length(piece) + 1);
  end loop;
  if depth > 1 then
    perform private.refuse_input_schema(p_path, 'leaves a group open');
  end if;
end $$;

-- The number of copies that a repetition makes; too many if its bounds are swapped.
create function private.repetitions(p_piece text) returns integer
language sql immutable set search_path = '' as $$
  select case when low > high then 10000 else greatest(low, high, 1) end
  from (values ((regexp_match(p_piece, '^\{(\d+)'))[1]::integer, (regexp_match(p_piece, ',(\d+)'))[1]::integer))
    as bounds (low, high)
$$;

create function private.check_ranges(p_path text, p_piece text) returns void
language plpgsql set search_path = '' as $$
begin
  if p_piece like '[%' and exists (
    select from regexp_matches(p_piece, '([^\\^\[\]-])-([^\\^\[\]-])', 'g') ends where ascii(ends[1]) > ascii(ends[2])
  ) then
    perform private.refuse_input_schema(p_path, format('has a range that runs backwards in "%s"', p_piece));
  end if;
end $$;

-- ---------------------------------------------------------------- one input

create function private.input_kind(p_input jsonb) returns text
language sql immutable set search_path = '' as $$
  select case
    when p_input ->> 'type' = 'boolean' then 'switch'
    when p_input ->> 'type' = 'string' and p_input ? 'format' then 'picture'
    when p_input ? 'enum' then 'choice'
    when p_input ->> 'type' = 'string' then 'text'
    else 'number'
  end
$$;

create function private.input_keywords(p_kind text) returns text[]
language sql immutable set search_path = '' as $$
  select '{type,title,description,x-order}'::text[] || case p_kind
    when 'switch' then '{default}'
    when 'picture' then '{x-widget,format,maxLength}'
    when 'choice' then '{x-widget,default,enum}'
    when 'text' then '{x-widget,default,minLength,maxLength,pattern}'
    else '{x-widget,x-fps,default,minimum,maximum,multipleOf}'::text[]
  end
$$;

create function private.input_widgets(p_kind text) returns text[]
language sql immutable set search_path = '' as $$
  select case p_kind when 'text' then '{text,textarea}'::text[] when 'picture' then '{image}'
                     when 'choice' then '{select}' else '{number,seed}' end
$$;

create function private.check_input(p_path text, p_input jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  kind text;
  keyword text;
begin
  if jsonb_typeof(p_input) <> 'object' then
    perform private.refuse_input_schema(p_path, 'must be an object');
  elsif coalesce(p_input ->> 'type', '') not in ('string', 'integer', 'number', 'boolean') then
    perform private.refuse_input_schema(p_path || '.type', 'must be string, integer, number or boolean');
  end if;
  kind := private.input_kind(p_input);
  for keyword in select jsonb_object_keys(p_input) loop
    if keyword <> all (private.input_keywords(kind)) then
      perform private.refuse_input_schema(concat_ws('.', p_path, left(keyword, 60)), 'is no keyword of a ' || kind);
    end if;
  end loop;
  perform private.check_keywords(p_path, p_input, private.input_widgets(kind));
  perform private.check_combinations(p_path, p_input);
end $$;

-- Rules for the value of a single keyword.
create function private.check_keywords(p_path text, p_input jsonb, p_widgets text[]) returns void
language plpgsql set search_path = '' as $$
declare
  whole boolean := p_input ->> 'type' = 'integer';
  keyword text;
  reason text;
begin
  select rules.keyword, rules.reason into keyword, reason from (values
    ('title', private.is_text(p_input -> 'title', 1, 80), 'must be a text of 1 to 80 characters'),
    ('description', private.is_text(p_input -> 'description', 0, 500), 'must be a text of at most 500 characters'),
    ('x-order', private.is_number(p_input -> 'x-order', false), 'must be a number'),
    ('x-widget', p_input ->> 'x-widget' = any (p_widgets), 'must be ' || array_to_string(p_widgets, ' or ')),
    ('x-fps', private.is_number(p_input -> 'x-fps', true) and private.number_in(p_input -> 'x-fps') between 1 and 240,
     'must be a whole number from 1 to 240'),
    ('format', p_input ->> 'format' = 'storage-path', 'must be storage-path'),
    ('enum', private.is_enum(p_input -> 'enum', p_input ->> 'type'),
     'must hold 1 to 50 different values of the type, texts of 1 to 100 characters'),
    ('minLength', private.is_length(p_input -> 'minLength'), 'must be a whole number from 0 to 20000'),
    ('maxLength', private.is_length(p_input -> 'maxLength'), 'must be a whole number from 0 to 20000'),
    ('pattern', private.is_text(p_input -> 'pattern', 1, 200), 'must be a text of 1 to 200 characters'),
    ('minimum', private.is_number(p_input -> 'minimum', whole), 'must be a number of the type'),
    ('maximum', private.is_number(p_input -> 'maximum', whole), 'must be a number of the type'),
    ('multipleOf', private.is_number(p_input -> 'multipleOf', whole) and private.number_in(p_input -> 'multipleOf') > 0,
     'must be a number of the type, more than 0')
  ) rules (keyword, sound, reason)
  where p_input ? rules.keyword and sound is not true limit 1;
  if found then
    perform private.refuse_input_schema(p_path || '.' || keyword, reason);
  elsif p_input ? 'pattern' then
    perform private.check_pattern(p_path || '.pattern', p_input ->> 'pattern');
  end if;
end $$;

-- Rules for combinations of keywords that are each valid.
create function private.check_combinations(p_path text, p_input jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  lowest numeric := p_input ->> 'minimum';
  highest numeric := p_input ->> 'maximum';
  step numeric := p_input ->> 'multipleOf';
  keyword text;
  reason text;
begin
  select rules.keyword, rules.reason into keyword, reason from (values
    ('x-widget', not p_input ? 'format' or p_input ? 'x-widget', 'must be image for a picture'),
    ('x-widget', p_input ->> 'x-widget' <> 'seed' or p_input ->> 'type' = 'integer' and p_input ?& '{minimum,maximum}',
     'may be seed for a whole number with minimum and maximum only'),
    ('x-fps', not p_input ? 'x-fps' or p_input ->> 'type' = 'integer' and p_input ?& '{minimum,maximum}'
                                       and p_input ->> 'x-widget' is distinct from 'seed',
     'may be that of a whole number with minimum and maximum only'),
    ('maxLength', (p_input ->> 'minLength')::numeric <= (p_input ->> 'maxLength')::numeric,
     'must not be less than minLength'),
    ('maximum', lowest <= highest, 'must not be less than minimum'),
    ('multipleOf', highest - mod(mod(highest, step) + step, step) >= lowest,
     'must have a multiple from minimum to maximum'),
    ('default', not p_input ?& '{default,pattern}', 'must not be combined with pattern'),
    ('default', not p_input ? 'default' or private.input_accepts(p_input, p_input -> 'default'),
     'must be a value that the input accepts')
  ) rules (keyword, sound, reason)
  where not sound limit 1;
  if found then
    perform private.refuse_input_schema(p_path || '.' || keyword, reason);
  end if;
end $$;

-- ---------------------------------------------------------------- the schema

create function private.check_schema(p_schema jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  inputs jsonb := p_schema -> 'properties';
  keyword text;
  prompt jsonb;
begin
  if jsonb_typeof(p_schema) <> 'object' then
    perform private.refuse_input_schema('', 'must be an object');
  end if;
  for keyword in select jsonb_object_keys(p_schema) loop
    if keyword not in ('type', 'additionalProperties', 'properties', 'required', 'x-prompt', 'x-shape') then
      perform private.refuse_input_schema(left(keyword, 60), 'is no keyword of a schema');
    end if;
  end loop;
  if p_schema -> 'type' is distinct from '"object"' then
    perform private.refuse_input_schema('type', 'must be object');
  elsif p_schema -> 'additionalProperties' is distinct from 'false' then
    perform private.refuse_input_schema('additionalProperties', 'must be false');
  elsif jsonb_typeof(inputs) is distinct from 'object' then
    perform private.refuse_input_schema('properties', 'must be an object');
  end if;
  perform private.check_inputs(inputs);
  if p_schema ? 'required' and not private.is_list_of_names(p_schema -> 'required', inputs) then
    perform private.refuse_input_schema('required', 'must be a list of different names of inputs');
  end if;
  prompt := inputs -> (p_schema ->> 'x-prompt');
  if prompt ->> 'type' is distinct from 'string' or prompt ? 'format' then
    perform private.refuse_input_schema('x-prompt', 'must be the name of an input of type string that is no picture');
  end if;
  if p_schema ? 'x-shape' and not private.is_shape(p_schema -> 'x-shape', inputs) then
    perform private.refuse_input_schema('x-shape', 'must be {"width", "height"}, the names of two different whole numbers');
  end if;
end $$;

-- The inputs that the form shows together as a shape, such as 16:9.
create function private.is_shape(p_shape jsonb, p_inputs jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return jsonb_typeof(p_shape) = 'object' and p_shape ?& '{width,height}' and p_shape - '{width,height}'::text[] = '{}'
    and p_shape -> 'width' <> p_shape -> 'height' and not exists (
      select from jsonb_each(p_shape) side
      where jsonb_typeof(side.value) <> 'string'
         or private.is_whole_number(p_inputs -> (side.value #>> '{}')) is not true);
end $$;

create function private.is_whole_number(p_input jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select p_input ->> 'type' = 'integer' and private.input_kind(p_input) = 'number'
$$;

create function private.check_inputs(p_inputs jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  name text;
begin
  if (select count(*) from jsonb_object_keys(p_inputs)) not between 1 and 40 then
    perform private.refuse_input_schema('properties', 'must hold 1 to 40 inputs');
  end if;
  for name in select jsonb_object_keys(p_inputs) loop
    if not private.is_input_name(name) then
      perform private.refuse_input_schema('properties', format('holds the name "%s"; a name is a letter and at most 62 '
        'letters, digits and _, and no member of every JavaScript object', left(name, 60)));
    end if;
    perform private.check_input('properties.' || name, p_inputs -> name);
  end loop;
end $$;

create function private.is_input_name(p_name text) returns boolean
language sql immutable set search_path = '' as $$
  select p_name collate "C" ~ '^[A-Za-z][A-Za-z0-9_]{0,62}$' and p_name <> all (
    '{constructor,prototype,hasOwnProperty,isPrototypeOf,propertyIsEnumerable,toLocaleString,toString,valueOf}')
$$;

create function private.is_list_of_names(p_list jsonb, p_inputs jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return jsonb_typeof(p_list) = 'array' and not exists (
    select from jsonb_array_elements(p_list) name
    where jsonb_typeof(name) <> 'string' or not p_inputs ? (name #>> '{}')
    union all
    select from jsonb_array_elements(p_list) name group by name having count(*) > 1);
end $$;

-- security definer: the function calls functions of "private", which the writer of the row may not call.
create function private.check_input_schema() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.check_schema(new.input_schema);
  return new;
end $$;

-- ---------------------------------------------------------------- examples

-- Not called when only the schema changes, which must not fail because of an example.
create function private.check_all_examples() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.check_examples('examples', new.examples, new.input_schema -> 'properties');
  perform private.check_examples(format('translations.%s.examples', key), value -> 'examples', new.input_schema -> 'properties')
  from jsonb_each(new.translations) where jsonb_typeof(value) = 'object' and value ? 'examples';
  return new;
end $$;

create function private.check_examples(p_path text, p_examples jsonb, p_inputs jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  example jsonb;
  place text;
  input text;
begin
  if jsonb_typeof(p_examples) <> 'array' or jsonb_array_length(p_examples) > 12 then
    perform private.refuse_example(p_path, 'must be a list of at most 12 examples');
  end if;
  for example, place in
    select value, format('%s[%s]', p_path, ordinality - 1) from jsonb_array_elements(p_examples) with ordinality
  loop
    if jsonb_typeof(example) <> 'object' or jsonb_typeof(example -> 'inputs') is distinct from 'object'
       or example - '{inputs,title}'::text[] <> '{}' then
      perform private.refuse_example(place, 'must be {"inputs": {…}}, with a "title" or without');
    elsif example ? 'title' and not private.is_text(example -> 'title', 1, 80) then
      perform private.refuse_example(place || '.title', 'must be a text of 1 to 80 characters');
    end if;
    for input in select jsonb_object_keys(example -> 'inputs') loop
      if p_inputs -> input ? 'format' is not false or not private.input_accepts(p_inputs -> input, example -> 'inputs' -> input) then
        perform private.refuse_example(format('%s.inputs.%s', place, left(input, 63)),
                                       'must be an input that is no picture, and a value that it accepts');
      end if;
    end loop;
  end loop;
end $$;

create function private.refuse_example(p_place text, p_reason text) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception '%: %', p_place, p_reason using errcode = 'check_violation';
end $$;
