-- The Stripe account of the mirror; customers whose user was deleted; addresses to send to Stripe; the deletion of old events.

-- ---------------------------------------------------------------- account

-- With the key of another account, everything in the mirror would look deleted.
create function public.own_stripe_account(p_account jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  stored jsonb := (select value from public.settings where name = 'stripe_account');
begin
  if stored is null then
    insert into public.settings (name, value, description)
    values ('stripe_account', p_account, 'The Stripe account that the mirror belongs to: `python -m service stripe move` changes it.')
    on conflict (name) do nothing;
    stored := (select value from public.settings where name = 'stripe_account');
  end if;
  return stored;
end $$;
comment on function public.own_stripe_account is
  'The Stripe account {id, livemode} of the mirror. If none is stored, stores and returns p_account.';

-- ---------------------------------------------------------------- customers whose user was deleted

create table public.orphaned_customers (
  stripe_customer_id text primary key,
  orphaned_at timestamptz not null default now()
);
comment on table public.orphaned_customers is
  'Stripe customers whose user was deleted, and who may still be paying. `python -m service reconcile` ends their payments and deletes '
  'the row. Service role only.';
alter table public.orphaned_customers enable row level security;

-- The service deletes the customer before the user: then the row has no customer, and nothing is stored here.
create function private.record_orphaned_customer() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'DELETE' then
    delete from public.orphaned_customers where stripe_customer_id = new.stripe_customer_id;
  elsif not exists (select from auth.users where id = old.id) then
    insert into public.orphaned_customers (stripe_customer_id) values (old.stripe_customer_id) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger customer_has_user after insert or update of stripe_customer_id on public.customers
  for each row when (new.stripe_customer_id is not null) execute function private.record_orphaned_customer();
create trigger customer_lost_user after delete on public.customers
  for each row when (old.stripe_customer_id is not null) execute function private.record_orphaned_customer();

create function public.delete_orphaned_customer(p_customer_id text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.orphaned_customers where stripe_customer_id = p_customer_id;
  return found;
end $$;
comment on function public.delete_orphaned_customer is
  'Deletes the row of a customer whose payments have ended. False if there was none.';

-- ---------------------------------------------------------------- the address that Stripe writes to

-- Auth can soft-delete a user: the row stays, without its address.
create function private.record_user_change() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.deleted_at is not null then
    insert into public.orphaned_customers (stripe_customer_id)
    select stripe_customer_id from public.customers where id = new.id and stripe_customer_id is not null
    on conflict do nothing;
  else
    update public.customers set email_due = true where id = new.id and stripe_customer_id is not null;
  end if;
  return null;
end $$;
create trigger on_auth_user_email_changed after update of email on auth.users
  for each row when (new.deleted_at is null and new.email is distinct from old.email)
  execute function private.record_user_change();
create trigger on_auth_user_softly_deleted after update of deleted_at on auth.users
  for each row when (new.deleted_at is not null and old.deleted_at is null)
  execute function private.record_user_change();

create function public.record_email_sent(p_customer_id text, p_email text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.customers c set email_due = false
  from auth.users a
  where c.stripe_customer_id = p_customer_id and c.email_due and a.id = c.id
    and a.email is not distinct from p_email;
  return found;
end $$;
comment on function public.record_email_sent is
  'Records that an address was sent to Stripe. False if the user''s address has changed since: then it must be sent again.';

-- ---------------------------------------------------------------- processed events

create index stripe_events_processed_idx on public.stripe_events (processed_at) where processed_at is not null;

create function public.delete_old_stripe_events(p_limit integer default 1000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  kept interval := make_interval(days => (select value::integer from public.settings where name = 'stripe_events_kept_days'));
  deleted integer;
begin
  -- An array, because Postgres may run a subquery with "in" more than once, and then lock more rows than the limit.
  delete from public.stripe_events where id = any (array(
    select id from public.stripe_events where processed_at < now() - kept
    order by processed_at limit p_limit for update skip locked));
  get diagnostics deleted = row_count;
  return deleted;
end $$;
comment on function public.delete_old_stripe_events is
  'Deletes at most p_limit events that were processed longer ago than the setting stripe_events_kept_days. Returns how many.';
