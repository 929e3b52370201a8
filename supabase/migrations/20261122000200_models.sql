-- The catalogue of models. Inserting a row adds a model: the page draws its form from input_schema, the service validates
-- inputs with the same schema, and the debit reads the price.

create table public.models (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null check (char_length(name) between 1 and 80),
  description text not null default '' check (char_length(description) <= 500),
  category text not null check (category in ('image', 'edit', 'video')),
  media_type text not null check (media_type in ('image', 'video')),
  credit_cost integer not null check (credit_cost between 1 and 1000000),
  input_schema jsonb not null,
  deployment_id text not null check (deployment_id <> ''),
  timeout_seconds integer not null default 1800 check (timeout_seconds between 60 and 86400),
  position integer not null default 0,
  active boolean not null default true,
  translations jsonb not null default '{}'
    check (jsonb_typeof(translations) = 'object' and octet_length(translations::text) <= 20000),
  min_tier text references public.tiers (id) on update cascade,
  examples jsonb not null default '[]',
  results_limit smallint not null default 4 check (results_limit between 1 and 4),
  about_url text check (about_url ~ '^https://\S+$' and char_length(about_url) <= 500),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.models is 'The models. Open dashboards show an inserted or changed row at once.';
comment on column public.models.credit_cost is 'Credits for one generation, debited when it starts.';
comment on column public.models.deployment_id is 'The deployment at Pixio. Not readable by browsers.';
comment on column public.models.timeout_seconds is 'A run that takes longer than this is cancelled, and its generation refunded.';
comment on column public.models.about_url is 'A page about the model (https) that the site links to. May be empty.';
comment on column public.models.min_tier is 'The lowest tier whose users may start it. Null: everybody may.';
comment on column public.models.examples is
  'At most 12 examples for the form: [{"title": …, "inputs": {"text": …}}, …]. The title may be left out; pictures may not be given.';
comment on column public.models.results_limit is 'How many results the page offers to start at once: 1 for a workflow whose results do not vary.';
comment on column public.models.translations is
  'Texts in other languages, by the language of a site: {"de": {"name": …, "description": …, "inputs": {"text": {"title": …, '
  '"description": …}}, "examples": […]}}. A missing text is shown as the row has it.';
comment on column public.models.position is 'Order on the page, lowest first.';
comment on column public.models.input_schema is
  'JSON Schema (draft 2020-12) of the inputs. docs/models.md lists the accepted keywords. "x-prompt" names the input '
  'that is stored as the prompt.';
create index models_min_tier_idx on public.models (min_tier);

alter table public.models enable row level security;
create policy "Allow public read-only access." on public.models
  for select to anon, authenticated using (true);

create function private.touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;

create trigger check_input_schema before insert or update of input_schema on public.models
  for each row execute function private.check_input_schema();
create trigger check_input_schema_examples before insert or update of examples, translations on public.models
  for each row execute function private.check_all_examples();
create trigger touch_updated_at before update on public.models
  for each row execute function private.touch_updated_at();

-- ---------------------------------------------------------------- the three models of the specification

insert into public.models (id, name, description, category, media_type, credit_cost, deployment_id, timeout_seconds, position, about_url, input_schema)
values
  ('krea-flux', 'Krea Flux', 'Turns a description into a detailed picture.', 'image', 'image', 10,
   '3d9bb06d-af94-4247-9c29-b6dc7789f820', 900, 1, 'https://www.krea.ai/', $${
    "type": "object", "additionalProperties": false, "required": ["text"], "x-prompt": "text",
    "x-shape": {"width": "width", "height": "height"},
    "properties": {
      "text": {"type": "string", "title": "Prompt", "description": "What should the picture show?", "minLength": 1, "maxLength": 2000, "pattern": "[^\\s\\p{Z}]", "x-widget": "textarea", "x-order": 1},
      "width": {"type": "integer", "title": "Width", "minimum": 512, "maximum": 2048, "multipleOf": 64, "default": 1024, "x-widget": "number", "x-order": 2},
      "height": {"type": "integer", "title": "Height", "minimum": 512, "maximum": 2048, "multipleOf": 64, "default": 1024, "x-widget": "number", "x-order": 3},
      "seed": {"type": "integer", "title": "Seed", "description": "The same seed and inputs make the same picture again.", "minimum": 0, "maximum": 2147483647, "x-widget": "seed", "x-order": 4}
    }}$$),
  ('qwen-edit', 'Qwen Edit', 'Changes a picture the way you describe, with up to two more as a reference.', 'edit', 'image', 15,
   '5a152b3b-2b07-4f9f-81e0-d394b9fbd6a3', 900, 2, 'https://qwen.ai/', $${
    "type": "object", "additionalProperties": false, "required": ["image1", "positive"], "x-prompt": "positive",
    "properties": {
      "image1": {"type": "string", "title": "Picture to edit", "format": "storage-path", "maxLength": 300, "x-widget": "image", "x-order": 1},
      "image2": {"type": "string", "title": "Second picture", "description": "Used as a reference.", "format": "storage-path", "maxLength": 300, "x-widget": "image", "x-order": 2},
      "image3": {"type": "string", "title": "Third picture", "description": "Used as a reference.", "format": "storage-path", "maxLength": 300, "x-widget": "image", "x-order": 3},
      "positive": {"type": "string", "title": "What to change", "minLength": 1, "maxLength": 2000, "pattern": "[^\\s\\p{Z}]", "x-widget": "textarea", "x-order": 4},
      "negative": {"type": "string", "title": "What to avoid", "maxLength": 2000, "x-widget": "text", "x-order": 5}
    }}$$),
  ('wan-first-last-frame', 'Wan 2.2 First/Last Frame', 'Makes a video from a first picture to a last one.', 'video', 'video', 100,
   '8c463102-0525-4cf1-8535-731fee0f93b4', 3600, 3, 'https://wan.video/', $${
    "type": "object", "additionalProperties": false, "required": ["start_image", "end_image", "positive"], "x-prompt": "positive",
    "x-shape": {"width": "width", "height": "height"},
    "properties": {
      "start_image": {"type": "string", "title": "First frame", "format": "storage-path", "maxLength": 300, "x-widget": "image", "x-order": 1},
      "end_image": {"type": "string", "title": "Last frame", "format": "storage-path", "maxLength": 300, "x-widget": "image", "x-order": 2},
      "positive": {"type": "string", "title": "Prompt", "description": "How should the one become the other?", "minLength": 1, "maxLength": 2000, "pattern": "[^\\s\\p{Z}]", "x-widget": "textarea", "x-order": 3},
      "negative": {"type": "string", "title": "What to avoid", "maxLength": 2000, "x-widget": "text", "x-order": 4},
      "length": {"type": "integer", "title": "Length", "minimum": 25, "maximum": 200, "default": 81, "x-widget": "number", "x-fps": 16, "x-order": 5},
      "width": {"type": "integer", "title": "Width", "minimum": 256, "maximum": 1024, "multipleOf": 64, "default": 512, "x-widget": "number", "x-order": 6},
      "height": {"type": "integer", "title": "Height", "minimum": 256, "maximum": 1024, "multipleOf": 64, "default": 512, "x-widget": "number", "x-order": 7}
    }}$$);

update public.models set translations = $${"de": {
  "description": "Macht aus einer Beschreibung ein detailreiches Bild.",
  "inputs": {
    "text": {"title": "Prompt", "description": "Was soll das Bild zeigen?"},
    "width": {"title": "Breite"}, "height": {"title": "Höhe"},
    "seed": {"title": "Seed", "description": "Derselbe Seed macht mit denselben Eingaben dasselbe Bild noch einmal."}}}}$$
where id = 'krea-flux';
update public.models set translations = $${"de": {
  "description": "Ändert ein Bild so, wie du es beschreibst, mit bis zu zwei weiteren als Vorlage.",
  "inputs": {
    "image1": {"title": "Bild zum Bearbeiten"},
    "image2": {"title": "Zweites Bild", "description": "Dient als Vorlage."},
    "image3": {"title": "Drittes Bild", "description": "Dient als Vorlage."},
    "positive": {"title": "Was sich ändern soll"}, "negative": {"title": "Zu vermeiden"}}}}$$
where id = 'qwen-edit';
update public.models set translations = $${"de": {
  "description": "Macht ein Video von einem ersten zu einem letzten Bild.",
  "inputs": {
    "start_image": {"title": "Erstes Bild"}, "end_image": {"title": "Letztes Bild"},
    "positive": {"title": "Prompt", "description": "Wie soll aus dem einen das andere werden?"},
    "negative": {"title": "Zu vermeiden"},
    "width": {"title": "Breite"}, "height": {"title": "Höhe"},
    "length": {"title": "Länge"}}}}$$
where id = 'wan-first-last-frame';

-- Titles in other languages; prompts are in English, which the models understand best.
update public.models set
  examples = $$[
    {"title": "Night tram", "inputs": {"text": "A yellow tram in a narrow street at night, wet cobblestones, neon signs, 35 mm film"}},
    {"title": "Lighthouse", "inputs": {"text": "A lighthouse on a cliff in heavy weather, waves breaking, last light of the evening", "width": 1216, "height": 896}},
    {"title": "Glass bottle", "inputs": {"text": "Product photo of a green glass bottle on sand-coloured stone, soft morning light, long shadow"}},
    {"title": "Forest cabin", "inputs": {"text": "A small cabin in a misty pine forest at dawn, warm light in the window, wide view", "width": 1344, "height": 768}},
    {"title": "Paper mountains", "inputs": {"text": "Layered paper cut-out of mountains in blue and orange, studio light, poster", "width": 896, "height": 1216}},
    {"title": "Quiet portrait", "inputs": {"text": "Portrait of an old fisherman by a window, rain outside, natural light, shallow depth of field", "width": 896, "height": 1216}}
  ]$$,
  translations = jsonb_set(translations, '{de,examples}', $$[
    {"title": "Nächtliche Straßenbahn", "inputs": {"text": "A yellow tram in a narrow street at night, wet cobblestones, neon signs, 35 mm film"}},
    {"title": "Leuchtturm", "inputs": {"text": "A lighthouse on a cliff in heavy weather, waves breaking, last light of the evening", "width": 1216, "height": 896}},
    {"title": "Glasflasche", "inputs": {"text": "Product photo of a green glass bottle on sand-coloured stone, soft morning light, long shadow"}},
    {"title": "Hütte im Wald", "inputs": {"text": "A small cabin in a misty pine forest at dawn, warm light in the window, wide view", "width": 1344, "height": 768}},
    {"title": "Berge aus Papier", "inputs": {"text": "Layered paper cut-out of mountains in blue and orange, studio light, poster", "width": 896, "height": 1216}},
    {"title": "Stilles Porträt", "inputs": {"text": "Portrait of an old fisherman by a window, rain outside, natural light, shallow depth of field", "width": 896, "height": 1216}}
  ]$$)
where id = 'krea-flux';
update public.models set
  examples = $$[
    {"title": "Night", "inputs": {"positive": "Make it night, with a full moon and lit windows"}},
    {"title": "Winter", "inputs": {"positive": "Make it winter: snow on everything, cold blue light"}},
    {"title": "Golden evening", "inputs": {"positive": "Warm golden light of a summer evening, long shadows"}},
    {"title": "Black and white", "inputs": {"positive": "Turn it into a black and white photograph with strong contrast"}}
  ]$$,
  translations = jsonb_set(translations, '{de,examples}', $$[
    {"title": "Nacht", "inputs": {"positive": "Make it night, with a full moon and lit windows"}},
    {"title": "Winter", "inputs": {"positive": "Make it winter: snow on everything, cold blue light"}},
    {"title": "Goldener Abend", "inputs": {"positive": "Warm golden light of a summer evening, long shadows"}},
    {"title": "Schwarzweiß", "inputs": {"positive": "Turn it into a black and white photograph with strong contrast"}}
  ]$$)
where id = 'qwen-edit';
update public.models set
  examples = $$[
    {"title": "Slow zoom", "inputs": {"positive": "The camera moves slowly forward while the light changes"}},
    {"title": "Time lapse", "inputs": {"positive": "Time lapse: clouds race, day turns into night"}},
    {"title": "Three seconds", "inputs": {"positive": "A calm, even movement from the first picture to the last", "length": 49}}
  ]$$,
  translations = jsonb_set(translations, '{de,examples}', $$[
    {"title": "Langsamer Zoom", "inputs": {"positive": "The camera moves slowly forward while the light changes"}},
    {"title": "Zeitraffer", "inputs": {"positive": "Time lapse: clouds race, day turns into night"}},
    {"title": "Drei Sekunden", "inputs": {"positive": "A calm, even movement from the first picture to the last", "length": 49}}
  ]$$)
where id = 'wan-first-last-frame';
