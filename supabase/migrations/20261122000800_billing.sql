-- What a subscription, a pack, a refund and a dispute do to the credits.

alter table public.credit_grants add column subscription_id text, add column level integer;
comment on column public.credit_grants.subscription_id is 'The subscription whose month this is, none for free months.';
comment on column public.credit_grants.level is 'Monthly credits of the tier that the month was granted up to.';
create index credit_grants_subscription_id_idx on public.credit_grants (subscription_id, window_start);

alter table public.credit_purchases
  add column source text unique,
  add column payment_id text,
  add column description text not null default 'Credit pack',
  add column settled_ticket bigint not null default 0;
comment on column public.credit_purchases.source is '"session:<checkout session>" for a pack, once for ever; "adjustment:<key>" for one by hand.';
comment on column public.credit_purchases.payment_id is 'The payment intent. Corrections after refunds and disputes carry it too.';
create index credit_purchases_payment_id_idx on public.credit_purchases (payment_id);

create or replace view public.credit_history with (security_invoker = true) as
  select id, user_id, 'grant'::text as kind, amount, amount as subscription_amount, 0 as purchased_amount,
         description, null::uuid as media_id, created_at
  from public.credit_grants where amount <> 0
  union all
  select id, user_id, 'purchase', amount, 0, amount, description, null, created_at
  from public.credit_purchases
  union all
  select id, user_id, case when amount < 0 then 'usage' else 'refund' end, amount, subscription_amount,
         purchased_amount, description, media_id, created_at
  from public.credit_usage;

-- ---------------------------------------------------------------- the month of a plan

-- In PL/pgSQL what is called with every event and debit keeps its plans.

-- The subscription that counts for a user: live, no duplicate, of a product that names a tier.
create function private.current_subscription(p_user_id uuid) returns public.subscriptions
language plpgsql stable set search_path = '' as $$
declare
  subscription public.subscriptions;
begin
  select s.* into subscription from public.subscriptions s
  join public.prices p on p.id = s.price_id join public.products d on d.id = p.product_id
  where s.user_id = p_user_id and private.is_live(s.status) and not s.duplicate and d.metadata ? 'tier';
  return subscription;
end $$;

-- The month of a subscription. Months are counted from its first one and never move with the billing
-- period, so that nobody refills by switching between monthly and yearly. A billing period that begins
-- later than the clock says (Stripe's test clocks) is taken at its word.
create function private.subscription_window(p_subscription public.subscriptions,
                                            out window_start timestamptz, out window_end timestamptz)
language plpgsql stable set search_path = '' as $$
declare
  first timestamptz := (select min(g.window_start) from public.credit_grants g where g.subscription_id = p_subscription.id);
begin
  select w.window_start, w.window_end into subscription_window.window_start, subscription_window.window_end
  from private.monthly_window(coalesce(first, p_subscription.current_period_start),
                              greatest(now(), p_subscription.current_period_start)) w;
end $$;

-- Books p_change into the monthly balance, once per source; the next reset is due at the end of the month.
create function private.grant_credits(p_user_id uuid, p_change integer, p_source text, p_description text,
                                      p_start timestamptz, p_end timestamptz,
                                      p_subscription_id text default null, p_level integer default null) returns boolean
language plpgsql set search_path = '' as $$
begin
  insert into public.credit_grants (user_id, amount, source, description, window_start, window_end, subscription_id, level)
  values (p_user_id, p_change, p_source, p_description, p_start, p_end, p_subscription_id, p_level)
  on conflict (source) do nothing;
  if not found then
    return false;
  end if;
  update public.users
  set subscription_credits = subscription_credits + p_change, last_credits_reset_date = now(),
      credits_reset_at = coalesce(p_end, credits_reset_at)
  where id = p_user_id;
  return true;
end $$;

-- What was granted before may be of another plan, and its end is not the end of this month.
create function private.set_reset(p_user_id uuid, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  update public.users set credits_reset_at = p_at where id = p_user_id and credits_reset_at is distinct from p_at;
end $$;

create function private.allot_plan(p_user_id uuid, p_subscription public.subscriptions) returns void
language plpgsql set search_path = '' as $$
declare
  w record;
  product text := (select product_id from public.prices where id = p_subscription.price_id);
  plan text := (select name from public.products where id = product);
  credits integer := private.monthly_credits(product);
  granted integer;
  paid boolean;
  source text;
begin
  select * into w from private.subscription_window(p_subscription);
  paid := p_subscription.status = 'trialing' or coalesce(p_subscription.paid_until > w.window_start, false);
  source := 'subscription:' || p_subscription.id || ':' || to_char(w.window_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
  select max(level) into granted from public.credit_grants
  where subscription_id = p_subscription.id and window_start = w.window_start;
  if granted is null and paid then
    perform private.grant_credits(
      p_user_id, credits - (select subscription_credits from public.users where id = p_user_id),
      source, plan || ' monthly credits', w.window_start, w.window_end, p_subscription.id, credits);
  elsif credits > granted and paid and p_subscription.status in ('trialing', 'active') then
    perform private.grant_credits(
      p_user_id, credits - granted, source || ':' || credits, 'Upgrade to ' || plan,
      w.window_start, w.window_end, p_subscription.id, credits);
  end if;
  -- While a renewal is unpaid no reset is due: the payment brings it.
  perform private.set_reset(p_user_id, case when granted is not null or paid then w.window_end end);
end $$;

-- ---------------------------------------------------------------- the free month

-- After a plan has ended: what is left is capped at the free amount, and the free month that runs
-- counts as granted.
create function private.end_plans(p_user_id uuid, p_start timestamptz, p_end timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  ended text;
  free integer := private.monthly_credits('free');
begin
  for ended in
    select distinct g.subscription_id from public.credit_grants g
    where g.user_id = p_user_id and g.subscription_id is not null
      and not exists (select from public.credit_grants e where e.source = 'end:' || g.subscription_id)
  loop
    perform private.grant_credits(p_user_id, least(0, free - u.subscription_credits), 'end:' || ended, 'Plan ended', null, null)
    from public.users u where u.id = p_user_id;
    perform private.grant_credits(p_user_id, 0, private.free_source(p_user_id, p_start), 'Free month under way', p_start, p_end);
  end loop;
end $$;

create function private.free_source(p_user_id uuid, p_start timestamptz) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return 'free:' || p_user_id || ':' || to_char(p_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
end $$;

create function private.allot_free(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  w record;
begin
  -- A user whom SQL inserted may have no date of sign-up: his months begin on the first.
  select m.* into w
  from auth.users u, private.monthly_window(coalesce(u.created_at, timestamptz '2000-01-01 00:00Z'), now()) m
  where u.id = p_user_id;
  perform private.end_plans(p_user_id, w.window_start, w.window_end);
  perform private.grant_credits(
    p_user_id, private.monthly_credits('free') - (select subscription_credits from public.users where id = p_user_id),
    private.free_source(p_user_id, w.window_start), 'Free monthly credits', w.window_start, w.window_end);
  perform private.set_reset(p_user_id, w.window_end);
end $$;

-- ---------------------------------------------------------------- both

create or replace function public.ensure_allotment(p_user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  subscription public.subscriptions;
begin
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  subscription := private.current_subscription(p_user_id);
  if subscription.id is null then
    perform private.allot_free(p_user_id);
  else
    perform private.allot_plan(p_user_id, subscription);
  end if;
end $$;
drop function private.open_window(uuid, text, text, integer, timestamptz, timestamptz);

-- ---------------------------------------------------------------- subscriptions

-- Of several live subscriptions the oldest counts, in whatever order they became known. What a younger one
-- has granted for the month under way counts as granted to nobody: it may be granted again should it take over.
create function private.count_oldest(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  oldest text := (select id from public.subscriptions where user_id = p_user_id and private.is_live(status)
                  order by created, id limit 1);
begin
  with younger as (
    update public.subscriptions set duplicate = true
    where user_id = p_user_id and private.is_live(status) and not duplicate and id <> oldest
    returning id)
  update public.credit_grants
  set source = 'void:' || id, subscription_id = null, level = null, window_start = null, window_end = null
  where subscription_id in (select id from younger) and window_end > now();
  update public.subscriptions set duplicate = false where id = oldest and duplicate;
end $$;

create function public.sync_subscription(p_subscription jsonb, p_ticket bigint, p_event_id text default null) returns text
language plpgsql security definer set search_path = '' as $$
declare
  s public.subscriptions := jsonb_populate_record(null::public.subscriptions, p_subscription);
  others boolean;
begin
  if (private.lock_user(s.user_id)).id is null
     or not exists (select from public.prices p join public.products d on d.id = p.product_id
                    where p.id = s.price_id and d.metadata ? 'tier') then
    return 'foreign';
  end if;
  perform public.finish_stripe_event(p_event_id);
  others := exists (select from public.subscriptions o
                    where o.user_id = s.user_id and o.id <> s.id and private.is_live(o.status));
  s.duplicate := others and private.is_live(s.status);
  insert into public.subscriptions as mirror (
    id, user_id, status, metadata, price_id, quantity, cancel_at_period_end, created, current_period_start,
    current_period_end, ended_at, cancel_at, canceled_at, trial_start, trial_end, paid_until, next_price_id, duplicate,
    synced_ticket)
  values (
    s.id, s.user_id, s.status, s.metadata, s.price_id, s.quantity, s.cancel_at_period_end, s.created, s.current_period_start,
    s.current_period_end, s.ended_at, s.cancel_at, s.canceled_at, s.trial_start, s.trial_end, s.paid_until, s.next_price_id,
    s.duplicate, p_ticket)
  on conflict (id) do update
  set status = excluded.status, metadata = excluded.metadata, price_id = excluded.price_id, quantity = excluded.quantity,
      cancel_at_period_end = excluded.cancel_at_period_end, created = excluded.created,
      current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,
      ended_at = excluded.ended_at, cancel_at = excluded.cancel_at, canceled_at = excluded.canceled_at,
      trial_start = excluded.trial_start, trial_end = excluded.trial_end, next_price_id = excluded.next_price_id,
      paid_until = excluded.paid_until, duplicate = excluded.duplicate, synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket;
  if not found then
    return 'stale';
  end if;
  if others then
    perform private.count_oldest(s.user_id);
  end if;
  perform public.ensure_allotment(s.user_id);
  return case when (select duplicate from public.subscriptions where id = s.id) then 'duplicate' else 'synced' end;
end $$;
comment on function public.sync_subscription is
  'Mirrors a subscription (columns of public.subscriptions as JSON; user_id and price_id must be known) and books what its '
  'state grants. Answers synced, stale, duplicate (beside an older live one) or foreign (not a plan of ours, and then the '
  'event is not processed yet).';

-- ---------------------------------------------------------------- packs

create function public.fulfil_purchase(p_user_id uuid, p_session_id text, p_price_id text, p_credits integer,
                                       p_payment_id text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  if p_credits is null or p_credits < 1 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_credits"}');
  end if;
  insert into public.credit_purchases (user_id, amount, price_id, source, payment_id)
  values (p_user_id, p_credits, p_price_id, 'session:' || p_session_id, p_payment_id)
  on conflict (source) do nothing;
  if found then
    update public.users set purchased_credits = purchased_credits + p_credits where id = p_user_id;
    return true;
  end if;
  return false;
end $$;
comment on function public.fulfil_purchase is
  'Grants the credits of a paid checkout session, once. True if this call did. Errors: 404 unknown_user, 422 invalid_input {field}.';

create function public.settle_payment(p_payment_id text, p_amount bigint, p_refunded bigint, p_disputed bigint,
                                      p_withdrawn bigint, p_ticket bigint, p_event_id text default null) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  buyer uuid := (select user_id from public.credit_purchases where payment_id = p_payment_id and source like 'session:%');
  purchase public.credit_purchases;
  lost bigint := least(p_amount, greatest(p_refunded, p_disputed, p_refunded + p_withdrawn));
  booked bigint;
  change integer;
begin
  perform public.finish_stripe_event(p_event_id);
  perform private.lock_user(buyer);
  select * into purchase from public.credit_purchases where payment_id = p_payment_id and source like 'session:%' for update;
  if purchase.id is null or purchase.settled_ticket >= p_ticket then
    return 0;
  end if;
  update public.credit_purchases set settled_ticket = p_ticket where id = purchase.id;
  select sum(amount) into booked from public.credit_purchases where payment_id = p_payment_id;
  change := purchase.amount - floor(purchase.amount::numeric * lost / greatest(p_amount, 1)) - booked;
  if change = 0 then
    return 0;
  end if;
  insert into public.credit_purchases (user_id, amount, price_id, payment_id, description)
  values (buyer, change, purchase.price_id, p_payment_id,
          case when change < 0 then 'Payment taken back' else 'Payment restored' end);
  update public.users set purchased_credits = purchased_credits + change where id = buyer;
  return change;
end $$;
comment on function public.settle_payment is
  'Makes the credits of a payment what its money is: amount, refunded, disputed and not won, and withdrawn by disputes, in '
  'the smallest unit. Free of order and repeatable. Answers the change booked; the balance may become negative.';

create function public.adjust_credits(p_user_id uuid, p_amount integer, p_reason text, p_key text default gen_random_uuid()::text)
returns integer
language plpgsql security definer set search_path = '' as $$
begin
  if coalesce(p_amount, 0) = 0 or coalesce(btrim(p_reason), '') = '' then
    perform private.refuse('422', 'invalid_input', '{"field": "p_amount, p_reason"}');
  end if;
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  insert into public.credit_purchases (user_id, amount, price_id, source, description)
  values (p_user_id, p_amount, 'adjustment', 'adjustment:' || p_key, p_reason)
  on conflict (source) do nothing;
  if found then
    update public.users set purchased_credits = purchased_credits + p_amount where id = p_user_id;
  end if;
  return (select purchased_credits from public.users where id = p_user_id);
end $$;
comment on function public.adjust_credits is
  'For operators: gives (or takes) purchased credits by hand, with a reason that the user reads in his statement. '
  'Answers the balance. select adjust_credits(''<user id>'', 1000, ''Sorry for the trouble'');';

-- ---------------------------------------------------------------- tiers gate data

create function public.has_tier(p_tier public.tier) returns boolean
language sql stable security definer set search_path = '' as $$
  select p_tier = 'free' or coalesce((
    select s.status in ('trialing', 'active', 'past_due') and private.tier_of(p.product_id) >= p_tier
    from private.current_subscription((select auth.uid())) s join public.prices p on p.id = s.price_id), false)
$$;
comment on function public.has_tier is 'Whether the caller''s plan is this tier or a higher one. For policies and pages.';

create table public.premium_content (
  id uuid primary key default gen_random_uuid(),
  title text not null check (char_length(title) between 1 and 200),
  body text not null,
  tier public.tier not null default 'pro',
  position integer not null default 0,
  created_at timestamptz not null default now()
);
comment on table public.premium_content is 'What a tier may read: the plan gates the rows and not only the page.';
comment on column public.premium_content.tier is 'The lowest tier that may read it.';
alter table public.premium_content enable row level security;
create policy "Can read what the tier includes" on public.premium_content
  for select to authenticated using ((select public.has_tier(tier)));
