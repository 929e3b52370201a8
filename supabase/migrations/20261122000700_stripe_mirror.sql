-- The mirror of Stripe's objects. To sync one, take a ticket, then fetch the object, then write it here. A row is written only
-- under a higher ticket than it has, so neither late nor repeated events can store an older state. docs/decisions/tickets-before-fetch.md.

create sequence private.stripe_ticket;

-- ---------------------------------------------------------------- inbox of events

create table public.stripe_events (
  id text primary key,
  type text not null,
  object_id text,
  created_at timestamptz not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  tried_at timestamptz not null default now(),
  attempts integer not null default 0,
  error text,
  given_up boolean not null generated always as (processed_at is null and attempts >= 40) stored
);
comment on table public.stripe_events is 'Every verified event of Stripe. processed_at is set in the transaction of its last write.';
comment on column public.stripe_events.object_id is 'The object of the event. Its present state is fetched from Stripe.';
comment on column public.stripe_events.given_up is 'It failed so often that the reconciler no longer retries it. Set attempts to 0 to have it retried.';
comment on column public.stripe_events.error is 'The class of the last failure, without Stripe''s text.';
create index stripe_events_unprocessed_idx on public.stripe_events (received_at) where processed_at is null;
alter table public.stripe_events enable row level security;

create function public.receive_stripe_event(p_id text, p_type text, p_object_id text, p_created_at timestamptz) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  event public.stripe_events;
begin
  -- Most repeated events return here, without a lock or a write.
  if exists (select from public.stripe_events where id = p_id and processed_at is not null) then
    return jsonb_build_object('processed', true);
  end if;
  insert into public.stripe_events as e (id, type, object_id, created_at, attempts)
  values (p_id, p_type, p_object_id, p_created_at, 1)
  on conflict (id) do update set attempts = e.attempts + 1, tried_at = now() where e.processed_at is null
  returning * into event;
  return jsonb_build_object('processed', event.id is null, 'ticket', nextval('private.stripe_ticket'),
                            'account', (select value from public.settings where name = 'stripe_account'));
end $$;
comment on function public.receive_stripe_event is
  'Stores an event. Returns {processed, ticket, account}: whether it was processed before, the ticket under which to fetch '
  'its object, and the account of the mirror (null if none is stored yet).';

-- The delay doubles with each attempt up to an hour, and is a day after the 20th: 40 attempts take about three weeks. Stripe
-- keeps its objects for longer, and a wrong key is noticed within that time.
create function public.due_stripe_events(p_after_seconds double precision)
returns table (id text, type text, object_id text, created_at timestamptz)
language sql stable set search_path = '' as $$
  select e.id, e.type, e.object_id, e.created_at
  from public.stripe_events e
  where e.processed_at is null and not e.given_up
    and e.tried_at + make_interval(secs => least(p_after_seconds * 2 ^ greatest(e.attempts - 1, 0),
                                                 case when e.attempts < 20 then 3600 else 86400 end)) <= now()
  order by e.received_at
  limit 1000
$$;
comment on function public.due_stripe_events is
  'Events to be retried, oldest first, the first time p_after_seconds after the last attempt. Without those given up.';

create function public.finish_stripe_event(p_id text, p_error text default null) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.stripe_events
  set processed_at = case when p_error is null then now() end, error = p_error
  where id = p_id and processed_at is null;
end $$;
comment on function public.finish_stripe_event is 'Marks an event as processed, or stores the class of the error.';

create function public.next_stripe_ticket(p_account jsonb default null) returns bigint
language plpgsql security definer set search_path = '' as $$
begin
  if p_account is not null and public.own_stripe_account(p_account) <> p_account then
    perform private.refuse('409', 'wrong_stripe_account');
  end if;
  return nextval('private.stripe_ticket');
end $$;
comment on function public.next_stripe_ticket is
  'A ticket: take it before an object is fetched from Stripe, and pass it to sync_…. p_account: the account of the key. '
  'Errors: 409 wrong_stripe_account if the mirror belongs to another account.';

-- ---------------------------------------------------------------- products, prices, customers
-- p_event_id: the event whose last write this is. It is marked as processed in the same transaction.

create function public.sync_product(p_product jsonb, p_ticket bigint, p_event_id text default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  changed boolean;
begin
  insert into public.products as mirror (id, active, name, description, image, metadata, synced_ticket)
  select p.id, p.active, p.name, p.description, case when p.image ~ '^https?://\S+$' then p.image end, p.metadata, p_ticket
  from jsonb_populate_record(null::public.products, p_product) p
  on conflict (id) do update
  set active = excluded.active, name = excluded.name, description = excluded.description, image = excluded.image,
      metadata = excluded.metadata, deleted_at = null, synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket and mirror.id <> 'free';
  changed := found;
  -- After the write, which may lock the payers' accounts: accounts are locked before the event.
  perform public.finish_stripe_event(p_event_id);
  return changed;
end $$;
comment on function public.sync_product is 'Stores {id, active, name, description, image, metadata}. False if a newer state is stored.';

create function public.sync_price(p_price jsonb, p_ticket bigint, p_event_id text default null) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform public.finish_stripe_event(p_event_id);
  insert into public.prices as mirror (id, product_id, active, description, unit_amount, currency, type, interval,
                                       interval_count, trial_period_days, metadata, synced_ticket)
  select p.id, p.product_id, p.active, p.description, p.unit_amount, p.currency, p.type, p.interval,
         p.interval_count, p.trial_period_days, p.metadata, p_ticket
  from jsonb_populate_record(null::public.prices, p_price) p
  on conflict (id) do update
  set product_id = excluded.product_id, active = excluded.active, description = excluded.description,
      unit_amount = excluded.unit_amount, currency = excluded.currency, type = excluded.type,
      interval = excluded.interval, interval_count = excluded.interval_count,
      trial_period_days = excluded.trial_period_days, metadata = excluded.metadata, deleted_at = null,
      synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket;
  return found;
end $$;
comment on function public.sync_price is 'Stores a price; its product must be stored already. False if a newer state is stored.';

create function public.mark_product_deleted(p_id text, p_ticket bigint) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.products as mirror (id, active, deleted_at, synced_ticket) values (p_id, false, now(), p_ticket)
  on conflict (id) do update set active = false, deleted_at = now(), synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket and mirror.id <> 'free';
  return found;
end $$;
comment on function public.mark_product_deleted is 'Marks a product as deleted in Stripe. The row stays, so that no older state is stored again.';

create function public.mark_price_deleted(p_id text, p_ticket bigint) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.prices as mirror (id, active, deleted_at, synced_ticket) values (p_id, false, now(), p_ticket)
  on conflict (id) do update set active = false, deleted_at = now(), synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket;
  return found;
end $$;
comment on function public.mark_price_deleted is 'Marks a price as deleted in Stripe. The row stays.';

create function public.sync_customer(p_user_id uuid, p_customer_id text, p_ticket bigint,
                                     p_email text default null) returns text
language plpgsql security definer set search_path = '' as $$
declare
  kept text;
begin
  -- The lock prevents a change of the address until the customer is linked.
  insert into public.customers as mirror (id, stripe_customer_id, synced_ticket, email_due)
  select p_user_id, p_customer_id, p_ticket, coalesce(p_email <> email, false)
  from auth.users where id = p_user_id for share
  on conflict (id) do update
  set stripe_customer_id = p_customer_id, synced_ticket = p_ticket, email_due = excluded.email_due
  where mirror.stripe_customer_id is null and mirror.synced_ticket < p_ticket;
  select stripe_customer_id into kept from public.customers where id = p_user_id;
  return kept;
end $$;
comment on function public.sync_customer is
  'Links a Stripe customer to a user unless the user has one. p_email: the address that was sent to Stripe. Returns the '
  'stored customer id; null for an unknown user.';

create function public.mark_customer_deleted(p_customer_id text, p_ticket bigint) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.customers set stripe_customer_id = null, synced_ticket = p_ticket
  where stripe_customer_id = p_customer_id and synced_ticket < p_ticket;
  return found;
end $$;
comment on function public.mark_customer_deleted is 'Unlinks a customer that was deleted in Stripe: the next checkout creates a new one.';

-- ---------------------------------------------------------------- invoices

-- Stores an invoice of a subscription: {id, status, amount_paid, credited, lines: [{id, price_id, amount, proration,
-- period_start, period_end}]}. False if a newer state is stored. Lines of a paid invoice never change, and are stored once.
create function private.write_invoice(p_invoice jsonb, p_subscription_id text, p_ticket bigint) returns boolean
language plpgsql set search_path = '' as $$
declare
  i public.stripe_invoices := jsonb_populate_record(null::public.stripe_invoices, p_invoice);
begin
  insert into public.stripe_invoices as mirror (id, subscription_id, status, amount_paid, credited, synced_ticket)
  values (i.id, p_subscription_id, i.status, i.amount_paid, coalesce(i.credited, 0), p_ticket)
  on conflict (id) do update
  set status = excluded.status, amount_paid = excluded.amount_paid, credited = excluded.credited, synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket;
  if not found then
    return false;
  end if;
  if i.status = 'paid' then
    insert into public.stripe_invoice_lines (id, invoice_id, price_id, amount, proration, period_start, period_end, credits)
    select l.id, i.id, l.price_id, l.amount, l.proration, l.period_start, l.period_end,
           private.credits_of_line(p_subscription_id, l)
    from jsonb_populate_recordset(null::public.stripe_invoice_lines, p_invoice -> 'lines') l
    where not exists (select from public.stripe_invoice_lines kept where kept.id = l.id)
    on conflict (id) do nothing;
  end if;
  return true;
end $$;

-- The credits of a line: a negative line has those of the earlier line for the same price; any other has those of the plan.
create function private.credits_of_line(p_subscription_id text, p_line public.stripe_invoice_lines) returns integer
language plpgsql stable set search_path = '' as $$
begin
  return coalesce(
    (select l.credits from public.stripe_invoices i join public.stripe_invoice_lines l on l.invoice_id = i.id
     where p_line.amount < 0 and i.subscription_id = p_subscription_id and l.price_id = p_line.price_id and l.amount >= 0
     order by l.period_start desc limit 1),
    (select d.credits from public.prices p join public.products d on d.id = p.product_id
     where p.id = p_line.price_id and d.tier is not null));
end $$;

-- ---------------------------------------------------------------- subscriptions

-- Of several live subscriptions, all but the oldest are duplicates, in whatever order they are synced.
create function private.mark_duplicate_subscriptions(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  oldest text := (select id from public.subscriptions where user_id = p_user_id and live order by created, id limit 1);
begin
  update public.subscriptions set duplicate = true where user_id = p_user_id and live and not duplicate and id <> oldest;
  update public.subscriptions set duplicate = false where id = oldest and duplicate;
end $$;

-- Whether all invoices of a subscription are known: some are stored, or the first one is among p_invoices.
create function private.knows_invoices(p_subscription_id text, p_invoices jsonb) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  return exists (select from public.stripe_invoices where subscription_id = p_subscription_id)
         or exists (select from jsonb_array_elements(p_invoices) i where i ->> 'billing_reason' = 'subscription_create');
end $$;

create function public.sync_subscription(p_subscription jsonb, p_ticket bigint, p_event_id text default null,
                                         p_invoices jsonb default '[]', p_all_invoices boolean default false,
                                         p_may_end boolean default true) returns text
language plpgsql security definer set search_path = '' as $$
declare
  s public.subscriptions := jsonb_populate_record(null::public.subscriptions, p_subscription);
  account public.users := private.lock_user(s.user_id);
  others boolean;
  changed boolean;
begin
  if account.id is null
     or not exists (select from public.prices p join public.products d on d.id = p.product_id
                    where p.id = s.price_id and d.tier is not null) then
    return case when account.id is null or exists (select from public.prices where id = s.price_id)
                then 'foreign' else 'price_unknown' end;
  end if;
  if not p_all_invoices and not private.knows_invoices(s.id, p_invoices) then
    return 'invoices_missing';
  end if;
  -- Nested, because a single condition would run its query each time.
  if not p_may_end and not coalesce(private.is_live(s.status), false) then
    if exists (select from public.subscriptions where id = s.id and live and synced_ticket < p_ticket) then
      return 'ending';
    end if;
  end if;
  -- First grant what was due under the stored state, so that the order of events does not matter.
  if account.credits_reset_at <= now() then
    perform private.grant_due_credits(s.user_id);
  end if;
  perform public.finish_stripe_event(p_event_id);
  others := exists (select from public.subscriptions o where o.user_id = s.user_id and o.id <> s.id and o.live);
  s.duplicate := others and private.is_live(s.status);
  insert into public.subscriptions as mirror (
    id, user_id, status, metadata, price_id, quantity, cancel_at_period_end, created, current_period_start,
    current_period_end, ended_at, cancel_at, canceled_at, trial_start, trial_end, next_price_id, duplicate, synced_ticket)
  values (
    s.id, s.user_id, s.status, s.metadata, s.price_id, s.quantity, s.cancel_at_period_end, s.created, s.current_period_start,
    s.current_period_end, s.ended_at, s.cancel_at, s.canceled_at, s.trial_start, s.trial_end, s.next_price_id,
    s.duplicate, p_ticket)
  on conflict (id) do update
  set status = excluded.status, metadata = excluded.metadata, price_id = excluded.price_id, quantity = excluded.quantity,
      cancel_at_period_end = excluded.cancel_at_period_end, created = excluded.created,
      current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,
      ended_at = excluded.ended_at, cancel_at = excluded.cancel_at, canceled_at = excluded.canceled_at,
      trial_start = excluded.trial_start, trial_end = excluded.trial_end, next_price_id = excluded.next_price_id,
      duplicate = excluded.duplicate, synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket;
  changed := found;
  for number in 0 .. jsonb_array_length(p_invoices) - 1 loop
    changed := private.write_invoice(p_invoices -> number, s.id, p_ticket) or changed;
  end loop;
  if not changed then
    return 'stale';
  end if;
  if others then
    perform private.mark_duplicate_subscriptions(s.user_id);
    s.duplicate := (select duplicate from public.subscriptions where id = s.id);
  end if;
  perform private.grant_due_credits(s.user_id);
  return case when s.duplicate then 'duplicate' else 'synced' end;
end $$;
comment on function public.sync_subscription is
  'Stores a subscription (columns of public.subscriptions as JSON) with invoices of it ({id, status, billing_reason, '
  'amount_paid, credited, lines}) and grants the credits that are due. Returns synced; stale (a newer state was stored '
  'before); duplicate (stored beside an older live one, grants nothing); foreign (not one of our plans, or no such user); '
  'price_unknown (sync the price, then call again); invoices_missing (call again with all invoices and p_all_invoices); '
  'ending (it is live here and would end, and p_may_end is false). After the last four nothing is written, and the event '
  'is not processed yet.';
