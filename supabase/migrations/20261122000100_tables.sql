-- The tables of the specification, with constraints that it leaves out: balances are not null, texts are bounded, policies
-- name a role. Policies decide which rows a role may use; the grants in the migration "access" decide columns and verbs.

-- Nothing is exposed unless it is granted by name. Old Supabase projects grant everything by default; that is revoked.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;

create schema private;
comment on schema private is 'Functions and settings that no API reaches: PostgREST serves only "public".';

-- ---------------------------------------------------------------- types

create type public.subscription_status as enum (
  'trialing', 'active', 'canceled', 'incomplete', 'incomplete_expired', 'past_due', 'unpaid', 'paused'
);
create type public.pricing_type as enum ('one_time', 'recurring');
create type public.pricing_plan_interval as enum ('day', 'week', 'month', 'year');

-- The statuses in which a subscription is live: a user may have only one such subscription. This is their only list.
create function private.is_live(p_status public.subscription_status) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return p_status in ('trialing', 'active', 'past_due', 'unpaid', 'paused');
end $$;

-- ---------------------------------------------------------------- names that users type

-- The name in Unicode's form NFC, without blanks at the ends, and without invisible characters: control and format characters,
-- fillers, and tags, except those of the three flags that are written with tags (England, Scotland, Wales). A line break or a tab
-- becomes one blank with the blanks around it. Joiners and variation selectors stay, because emoji and some scripts need them.
create function private.cleaned_name(p_name text) returns text
language sql immutable set search_path = '' as $$
  select regexp_replace(regexp_replace(
    normalize(regexp_replace(p_name,
      '(\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f)|'
      '[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e'
      '\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]', '\1', 'g'), nfc),
    '[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*[\u0009-\u000d\u0085\u2028\u2029][\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*', ' ', 'g'),
    '^[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+|[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+$', '', 'g')
$$;

-- Whether a text has a visible character: joiners and variation selectors alone show nothing.
create function private.is_visible(p_text text) returns boolean
language sql immutable set search_path = '' as $$
  select private.cleaned_name(p_text)
         ~ '[^\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U00013430-\U0001343f\U000e0100-\U000e01ef]'
$$;

-- Whether a name is clean and has a visible character. Checks call this under the role of the user.
create function private.is_name(p_name text, p_longest integer) returns boolean
language sql immutable security definer set search_path = '' as $$
  select char_length(p_name) <= p_longest and p_name = private.cleaned_name(p_name) and private.is_visible(p_name)
$$;

-- ---------------------------------------------------------------- users

create table public.users (
  id uuid not null primary key references auth.users (id) on delete cascade,
  full_name text check (private.is_name(full_name, 100)),
  avatar_url text check (char_length(avatar_url) <= 2048 and avatar_url ~ '^https?://\S+$'),
  billing_address jsonb,
  payment_method jsonb,
  subscription_credits integer not null default 0,
  purchased_credits bigint not null default 0,
  last_credits_reset_date timestamptz,
  credits_reset_at timestamptz
);
comment on table public.users is 'One row per auth user, made by a trigger at sign-up: profile and credit balances.';
comment on column public.users.subscription_credits is 'Monthly credits, spent first. Always the sum of credit_grants.amount and credit_usage.subscription_amount.';
comment on column public.users.purchased_credits is 'Credits that never expire. Always the sum of credit_purchases.amount and credit_usage.purchased_amount.';
comment on column public.users.last_credits_reset_date is 'When the monthly credits were last set to the tier''s amount.';
comment on column public.users.credits_reset_at is 'When the running month of credits ends and the next reset is due.';

-- Without this row no payment of the user could be booked, and their plan would never end.
create function private.refuse_account_deletion() returns trigger
language plpgsql set search_path = '' as $$
begin
  if exists (select from auth.users where id = old.id) then
    raise exception 'users: delete the user under Authentication (auth.users); this row goes with it'
      using errcode = 'check_violation';
  end if;
  return old;
end $$;
create trigger refuse_account_deletion before delete on public.users for each row execute function private.refuse_account_deletion();

create index users_credits_reset_at_idx on public.users (credits_reset_at);

-- ---------------------------------------------------------------- whose account is active

-- 'active', 'banned' (an operator set auth.users.banned_until), or null for a deleted account. Only this function decides it.
create function private.state_of(p_banned_until timestamptz, p_deleted_at timestamptz) returns text
language plpgsql stable set search_path = '' as $$
begin
  return case when p_deleted_at is not null then null when p_banned_until > now() then 'banned' else 'active' end;
end $$;

-- The state of an account, null if there is none. A token stays valid until it expires, so every read, change and purchase
-- checks this state, not only the token.
create function private.account_state(p_user_id uuid) returns text
language plpgsql stable set search_path = '' as $$
begin
  return (select private.state_of(a.banned_until, a.deleted_at)
          from auth.users a join public.users u on u.id = a.id where a.id = p_user_id);
end $$;

create function public.is_active_user() returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce(private.account_state((select auth.uid())) = 'active', false)
$$;
comment on function public.is_active_user is
  'Whether the caller has an account that is not banned. For policies: write (select is_active_user()), so that it is '
  'evaluated once per statement.';

alter table public.users enable row level security;
create policy "Can view own user data." on public.users
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = id);
create policy "Can update own user data." on public.users
  for update to authenticated using ((select public.is_active_user()) and (select auth.uid()) = id)
  with check ((select public.is_active_user()) and (select auth.uid()) = id);

-- ---------------------------------------------------------------- Stripe's mirror

create table public.customers (
  id uuid not null primary key references auth.users (id) on delete cascade,
  stripe_customer_id text unique,
  synced_ticket bigint not null default 0,
  email_due boolean not null default false
);
comment on table public.customers is 'Maps a user to their Stripe customer. Service role only.';
comment on column public.customers.email_due is 'The user''s address has changed and must be sent to Stripe.';
create index customers_email_due_idx on public.customers (id) where email_due;
alter table public.customers enable row level security;

create table public.products (
  id text primary key,
  active boolean,
  name text,
  description text,
  image text,
  metadata jsonb check (jsonb_typeof(metadata) = 'object'),
  synced_ticket bigint not null default 0,
  deleted_at timestamptz
);
comment on table public.products is 'Plans and credit packs: mirrored products of Stripe, and our own product "free".';
comment on column public.products.metadata is 'The metadata in Stripe: {"tier": "pro", "credits": "3000", …} for a plan, {"kind": "pack", "credits": "1000", …} for a pack.';
comment on column public.products.deleted_at is 'Deleted in Stripe. The row stays: subscriptions point at it.';
alter table public.products enable row level security;
create policy "Allow public read-only access." on public.products
  for select to anon, authenticated using (true);

create table public.prices (
  id text primary key,
  product_id text references public.products (id) on delete cascade,
  active boolean,
  description text,
  unit_amount bigint,
  currency text check (currency ~ '^[a-z]{3}$'),
  type public.pricing_type,
  interval public.pricing_plan_interval,
  interval_count integer,
  trial_period_days integer,
  metadata jsonb check (jsonb_typeof(metadata) = 'object'),
  synced_ticket bigint not null default 0,
  deleted_at timestamptz
);
comment on table public.prices is 'Mirrored prices of Stripe.';
comment on column public.prices.unit_amount is 'In the currency''s smallest unit (cents).';
comment on column public.prices.deleted_at is 'Deleted in Stripe. The row stays: subscriptions point at it.';
create index prices_product_id_idx on public.prices (product_id);
alter table public.prices enable row level security;
create policy "Allow public read-only access." on public.prices
  for select to anon, authenticated using (true);

create table public.subscriptions (
  id text primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  status public.subscription_status,
  metadata jsonb,
  price_id text references public.prices (id),
  quantity bigint,
  cancel_at_period_end boolean,
  created timestamptz not null default now(),
  current_period_start timestamptz not null default now(),
  current_period_end timestamptz not null default now(),
  ended_at timestamptz,
  cancel_at timestamptz,
  canceled_at timestamptz,
  trial_start timestamptz,
  trial_end timestamptz,
  synced_ticket bigint not null default 0,
  duplicate boolean not null default false,
  next_price_id text,
  live boolean not null generated always as (coalesce(private.is_live(status), false)) stored
);
comment on table public.subscriptions is 'Mirrored subscriptions of Stripe.';
comment on column public.subscriptions.next_price_id is 'The price after the end of the period, if a change is planned.';
comment on column public.subscriptions.duplicate is 'The user has an older live subscription, so this one grants nothing: cancel it in Stripe.';
create index subscriptions_user_id_idx on public.subscriptions (user_id);
comment on column public.subscriptions.live is 'Whether the status is one of those in private.is_live.';
create index subscriptions_price_id_idx on public.subscriptions (price_id);
-- One live subscription per user: later ones are mirrored as duplicates, which grant nothing.
create unique index subscriptions_one_live_idx on public.subscriptions (user_id)
  where live and not duplicate;
alter table public.subscriptions enable row level security;
create policy "Can view own subscription data." on public.subscriptions
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

create table public.stripe_invoices (
  id text primary key,
  subscription_id text not null references public.subscriptions (id) on delete cascade,
  status text not null,
  amount_paid bigint not null,
  credited bigint not null default 0,
  synced_ticket bigint not null
);
comment on table public.stripe_invoices is 'Mirrored invoices of subscriptions: what was paid for a plan. Service role only.';
comment on column public.stripe_invoices.amount_paid is 'In the currency''s smallest unit.';
comment on column public.stripe_invoices.credited is 'Amount of the credit notes that were issued after the payment, in the smallest unit.';
create index stripe_invoices_subscription_id_idx on public.stripe_invoices (subscription_id);
alter table public.stripe_invoices enable row level security;

create table public.stripe_invoice_lines (
  id text primary key,
  invoice_id text not null references public.stripe_invoices (id) on delete cascade,
  price_id text,
  amount bigint not null,
  proration boolean not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  credits integer
);
comment on table public.stripe_invoice_lines is 'Lines of paid invoices: which plan was paid for which period. Service role only.';
comment on column public.stripe_invoice_lines.amount is 'Before discounts, in the smallest unit. Negative for the unused time of a plan that was changed.';
comment on column public.stripe_invoice_lines.credits is
  'Monthly credits of the plan when the line was stored: a later change of the plan does not change paid months.';
create index stripe_invoice_lines_invoice_id_idx on public.stripe_invoice_lines (invoice_id);
alter table public.stripe_invoice_lines enable row level security;

create table public.stripe_payments (
  id text primary key,
  invoice_id text,
  amount bigint not null,
  refunded bigint not null,
  disputed bigint not null,
  withdrawn bigint not null,
  lost bigint not null generated always as (least(amount, greatest(refunded, disputed, refunded + withdrawn))) stored,
  synced_ticket bigint not null
);
comment on table public.stripe_payments is 'Payments that were refunded or disputed, in the smallest unit. Service role only.';
comment on column public.stripe_payments.id is 'The payment intent. Stored even if its invoice or pack is not known yet.';
comment on column public.stripe_payments.invoice_id is 'The invoice that it paid, if it paid one.';
comment on column public.stripe_payments.disputed is 'Amount of disputes that are open or lost.';
comment on column public.stripe_payments.withdrawn is 'Amount that disputes have withdrawn so far.';
comment on column public.stripe_payments.lost is 'The part of the amount that was refunded, disputed or withdrawn.';
create index stripe_payments_invoice_id_idx on public.stripe_payments (invoice_id);
alter table public.stripe_payments enable row level security;
