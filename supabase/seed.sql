-- A demo account for development: demo@example.com / demo-password. Never applied to a hosted
-- project (`supabase db push` leaves seeds out unless it is told otherwise).

with demo as (
  insert into auth.users (
    instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
    raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
    confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current,
    phone_change, phone_change_token, reauthentication_token)
  values (
    '00000000-0000-0000-0000-000000000000', '00000000-0000-4000-8000-00000000de30', 'authenticated', 'authenticated',
    'demo@example.com', extensions.crypt('demo-password', extensions.gen_salt('bf', 10)), now(),
    '{"provider": "email", "providers": ["email"]}', '{"full_name": "Demo Founder"}', now(), now(),
    '', '', '', '', '', '', '', '')
  on conflict (id) do nothing
  returning id, email)
insert into auth.identities (id, user_id, provider_id, provider, identity_data, last_sign_in_at, created_at, updated_at)
select gen_random_uuid(), id, id::text, 'email',
       jsonb_build_object('sub', id, 'email', email, 'email_verified', true), now(), now(), now()
from demo;

-- Examples of premium content. Their files are in premium-content/.
insert into public.premium_content (title, body, picture_path, picture_alt, download_path, tier, position, translations)
select title, body, picture_path, picture_alt, download_path, tier, position, jsonb_build_object('de', german)
from (values
  ('Prompts that hold together',
   E'First say what is in the picture, then how it looks.\n\nBegin with a subject, a place and a light. Then add style, colours and details.',
   'prompts.webp', 'A sailing boat on the sea at sunset', 'prompt-sheet.txt', 'pro', 1,
   jsonb_build_object(
     'title', 'Prompts, die zusammenpassen',
     'body', E'Sag zuerst, was auf dem Bild ist, dann, wie es aussieht.\n\nBeginne mit Motiv, Ort und Licht. Füge dann Stil, Farben und Details hinzu.',
     'picture_alt', 'Ein Segelboot auf dem Meer bei Sonnenuntergang')),
  ('From two frames to a film',
   E'Choose two frames with the same horizon, and change one thing between them.\n\nThe fewer things move, the better the movement looks.',
   'frames.webp', 'Mountains at dawn', null, 'pro', 2,
   jsonb_build_object(
     'title', 'Von zwei Bildern zum Film',
     'body', E'Wähle zwei Bilder mit demselben Horizont, und ändere dazwischen eine Sache.\n\nJe weniger sich bewegt, desto besser sieht die Bewegung aus.',
     'picture_alt', 'Berge in der Morgendämmerung')),
  ('One look for a whole campaign',
   E'Edit a picture that you like instead of describing its look again.\n\nUse it as the first input of each edit, so that the series keeps its colours.',
   'campaign.webp', 'Pink and orange flowers', null, 'business', 1,
   jsonb_build_object(
     'title', 'Ein Stil für die ganze Kampagne',
     'body', E'Bearbeite ein Bild, das dir gefällt, statt seinen Stil neu zu beschreiben.\n\nNimm es als erste Eingabe jeder Bearbeitung, damit die Serie ihre Farben behält.',
     'picture_alt', 'Blumen in Rosa und Orange'))
) as example (title, body, picture_path, picture_alt, download_path, tier, position, german)
where not exists (select from public.premium_content);

-- A fourth model: adding one is inserting a row. Only the stand-in of Pixio knows this deployment.
insert into public.models (id, name, description, category, media_type, credit_cost, deployment_id, timeout_seconds, position,
                           results_limit, input_schema, examples, translations)
values (
  'upscale', 'Upscale', 'Makes a picture larger and sharper.', 'edit', 'image', 5, 'upscale', 900, 4, 1, $${
    "type": "object", "additionalProperties": false, "required": ["image", "scale"], "x-prompt": "positive",
    "properties": {
      "image": {"type": "string", "title": "Picture", "format": "storage-path", "maxLength": 300, "x-widget": "image", "x-order": 1},
      "scale": {"type": "integer", "title": "How many times larger", "enum": [2, 3, 4], "default": 2, "x-widget": "select", "x-order": 2},
      "positive": {"type": "string", "title": "Details", "description": "What should become clearer?", "default": "Sharp, natural details", "maxLength": 500, "x-widget": "text", "x-order": 3}
    }}$$, $$[
    {"title": "Twice as large", "inputs": {"scale": 2}},
    {"title": "For a poster", "inputs": {"scale": 4, "positive": "Crisp edges, clean surfaces"}}
  ]$$, $${"de": {
    "name": "Vergrößern", "description": "Macht ein Bild größer und schärfer.",
    "inputs": {
      "image": {"title": "Bild"}, "scale": {"title": "Vergrößerung"},
      "positive": {"title": "Details", "description": "Was soll deutlicher werden?"}},
    "examples": [
      {"title": "Doppelt so groß", "inputs": {"scale": 2}},
      {"title": "Für ein Poster", "inputs": {"scale": 4, "positive": "Crisp edges, clean surfaces"}}]}}$$)
on conflict (id) do nothing;
