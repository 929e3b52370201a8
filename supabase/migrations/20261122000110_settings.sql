-- Settings: limits and switches that an operator changes in Studio (the table settings) while the product runs.

create table public.settings (
  name text primary key,
  value jsonb not null,
  description text not null
);
comment on table public.settings is 'Settings that an operator may change at run time, and state of the service. Service role and Studio only.';
alter table public.settings enable row level security;

-- ---------------------------------------------------------------- generations at once

insert into public.settings (name, value, description) values
  ('max_running_generations', '5', 'How many runs of one user may be pending or processing at once.'),
  ('max_waiting_generations', '20', 'How many generations of one user may wait until one of these runs ends.');

alter table public.settings add constraint settings_generations_at_once
  check (name not in ('max_running_generations', 'max_waiting_generations')
         or (jsonb_typeof(value) = 'number' and value::text ~ '^[0-9]{1,4}$'));

-- ---------------------------------------------------------------- public links and uploads

insert into public.settings (name, value, description) values
  ('max_shares', '1000', 'How many public links one user may have at once.');

alter table public.settings add constraint settings_max_shares
  check (name <> 'max_shares' or (jsonb_typeof(value) = 'number' and value::text ~ '^[0-9]{1,6}$'));

insert into public.settings (name, value, description) values
  ('max_uploaded_files', '1000', 'How many files one user may have uploaded. Results of runs do not count.'),
  ('max_uploaded_bytes', '1000000000', 'How many bytes the uploaded files of one user may have together.');

alter table public.settings add constraint settings_upload_quota
  check (name not in ('max_uploaded_files', 'max_uploaded_bytes')
         or (jsonb_typeof(value) = 'number' and value::text ~ '^[0-9]{1,15}$'));

-- ---------------------------------------------------------------- free months

insert into public.settings (name, value, description) values
  ('free_months_per_mailbox', 'true',
   'Whether the free month of a deleted account continues when its mailbox signs up again. false: every account has its own.');

alter table public.settings add constraint settings_free_months_per_mailbox
  check (name <> 'free_months_per_mailbox' or jsonb_typeof(value) = 'boolean');

-- ---------------------------------------------------------------- Stripe

insert into public.settings (name, value, description) values
  ('stripe_events_kept_days', '90', 'For how many days a processed event of Stripe is kept.');

alter table public.settings add constraint settings_stripe_events_kept_days
  -- Stripe lists its events for 30 days, and a listed event must not be processed again.
  check (name <> 'stripe_events_kept_days'
         or (jsonb_typeof(value) = 'number' and value::text ~ '^[0-9]{2,4}$' and value::text::integer > 30));
-- Stored by public.own_stripe_account.
alter table public.settings add constraint settings_stripe_account
  check (name <> 'stripe_account'
         or coalesce(value ->> 'id' ~ '^acct_[A-Za-z0-9_]+$' and jsonb_typeof(value -> 'livemode') = 'boolean', false));
