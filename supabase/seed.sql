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

-- Something to open with a plan, as an example of what premium content can be.
insert into public.premium_content (title, body, tier, position)
select title, body, tier, position
from (values
  ('Prompts that hold together',
   E'Say what is in the picture before you say how it looks.\n\nA subject, a place and a light are three things a model can hold. What comes after them is seasoning.', 'pro', 1),
  ('From two frames to a film',
   E'Choose two frames that share a horizon, and change one thing between them.\n\nThe fewer things move, the better the movement gets.', 'pro', 2),
  ('One look for a whole campaign',
   E'Edit one picture you like instead of describing its look anew.\n\nUse it as the first input of each edit, and the series keeps its colours.', 'business', 1)
) as example (title, body, tier, position)
where not exists (select from public.premium_content);
