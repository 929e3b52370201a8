-- What a plan offers to a user: a trial, once, and the credits that an upgrade would add now.

-- ---------------------------------------------------------------- trials

-- The first trial of every mailbox. It is kept after the account is deleted.
create table private.trials (
  mailbox bytea primary key,
  subscription_id text not null,
  began timestamptz not null
);
comment on table private.trials is 'Mailboxes that have had a trial, by the hash of private.mailboxes. Not exposed by any API.';

create function private.mailbox_hash_of_user(p_user_id uuid) returns bytea
language sql stable set search_path = '' as $$
  select private.mailbox_hash(email) from auth.users where id = p_user_id and private.has_months_per_mailbox()
$$;

-- Records the first trial of an account under its present mailbox, because the address may change later.
create function private.record_trial(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
begin
  insert into private.trials as t (mailbox, subscription_id, began)
  select private.mailbox_hash_of_user(p_user_id), s.id, s.trial_start from public.subscriptions s
  where s.user_id = p_user_id and s.trial_start is not null and private.mailbox_hash_of_user(p_user_id) is not null
  order by s.trial_start, s.id limit 1
  on conflict (mailbox) do update set subscription_id = excluded.subscription_id, began = excluded.began
  where (excluded.began, excluded.subscription_id) < (t.began, t.subscription_id);
end $$;

create function private.record_trial_of_subscription() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.record_trial(new.user_id);
  return null;
end $$;
create trigger record_trial after insert or update of trial_start on public.subscriptions for each row
  when (new.trial_start is not null) execute function private.record_trial_of_subscription();

create function private.record_trial_of_address() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.record_trial(new.id);
  return null;
end $$;
create trigger record_trial after update of email on auth.users for each row
  when (old.email is distinct from new.email) execute function private.record_trial_of_address();

-- Whether neither this account nor its mailbox has had a trial. Only this function decides it.
create function private.may_start_trial(p_user_id uuid) returns boolean
language sql stable set search_path = '' as $$
  select not exists (select from public.subscriptions where user_id = p_user_id and (live or trial_start is not null))
         and not exists (select from private.trials where mailbox = private.mailbox_hash_of_user(p_user_id))
$$;

-- Only the first trial grants credits, even if a user starts two at once or an operator gives a second one.
create function private.is_first_trial(p_subscription public.subscriptions) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  if p_subscription.trial_start is null then
    return true;
  end if;
  return not exists (
    select from public.subscriptions o
    where o.user_id = p_subscription.user_id and (o.trial_start, o.id) < (p_subscription.trial_start, p_subscription.id)
    union all
    select from private.trials t
    where t.mailbox = private.mailbox_hash_of_user(p_subscription.user_id)
      and (t.began, t.subscription_id) < (p_subscription.trial_start, p_subscription.id));
end $$;

create function private.trial_of_price(p_user_id uuid, p_price public.prices) returns integer
language sql stable set search_path = '' as $$
  select case when p_price.trial_period_days > 0 and private.may_start_trial(p_user_id) then p_price.trial_period_days end
$$;

create function public.trial_days(p_user_id uuid, p_price_id text) returns integer
language sql stable security definer set search_path = '' as $$
  select private.trial_of_price(p_user_id, p) from public.prices p where p.id = p_price_id
$$;
comment on function public.trial_days is
  'The days of trial with which this user would subscribe to this price: once for each user. Null: no trial.';

-- ---------------------------------------------------------------- upgrades

-- Whether a switch to this price in the billing portal takes effect at once. A lower price for the same interval, or a shorter
-- interval, waits for the end of the period (service/stripe/portal_configuration.py).
create function private.switches_at_once(p_from public.prices, p_to public.prices) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  from_time interval := p_from.interval_count * ('1 ' || p_from.interval)::interval;
  to_time interval := p_to.interval_count * ('1 ' || p_to.interval)::interval;
begin
  return to_time > from_time or to_time = from_time and p_to.unit_amount >= p_from.unit_amount;
end $$;

-- The credits that an upgrade to this price would add to the current month now, computed like the lines of its invoice: the
-- new plan less the old one, for the rest of the month. Null unless it adds credits at once.
create function private.upgrade_credits(p_subscription public.subscriptions, p_price public.prices) returns integer
language plpgsql stable set search_path = '' as $$
declare
  month private.credit_month := private.subscription_month(p_subscription);
  at timestamptz := greatest(now(), p_subscription.current_period_start);
  present public.prices;
  ends timestamptz := p_subscription.current_period_end;
  added integer;
begin
  select * into present from public.prices where id = p_subscription.price_id;
  if p_subscription.status <> 'active' or p_subscription.cancel_at is not null or p_subscription.cancel_at_period_end
     or not private.switches_at_once(present, p_price)
     or not coalesce(private.is_same_month(private.open_month(p_subscription.user_id), month), false) then
    return null;
  end if;
  if (present.interval, present.interval_count) is distinct from (p_price.interval, p_price.interval_count) then
    ends := at + p_price.interval_count * ('1 ' || p_price.interval)::interval;
  end if;
  added := round(
    private.plan_credits(p_price.id) * private.covered_part(month, at, ends)
    - private.plan_credits(present.id) * private.covered_part(month, at, p_subscription.current_period_end));
  return case when added > 0 then added end;
end $$;

create function private.plan_credits(p_price_id text) returns integer
language plpgsql stable set search_path = '' as $$
begin
  return (select d.credits from public.prices p join public.products d on d.id = p.product_id
          where p.id = p_price_id and d.tier is not null);
end $$;

-- ---------------------------------------------------------------- what the pages show

create function public.plan_offers()
returns table (price_id text, trial_days integer, upgrade_credits integer, full_credits integer, full_from timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  caller uuid := case when public.is_active_user() then auth.uid() end;
  subscription public.subscriptions := private.current_subscription(caller);
begin
  return query
  select p.id, private.trial_of_price(caller, p), u.credits, case when u.credits > 0 then d.credits end,
         case when u.credits > 0 then (private.subscription_month(subscription)).month_end end
  from public.prices p join public.products d on d.id = p.product_id
  cross join lateral (
    select case when subscription.id is not null then private.upgrade_credits(subscription, p) end as credits) u
  where caller is not null and p.active and d.active and d.tier is not null and d.problem is null;
end $$;
comment on function public.plan_offers is
  'What each plan on sale offers to the caller. trial_days: the trial that they would start with. upgrade_credits: what an '
  'upgrade now would add to the current month. full_credits, full_from: the full amount, and when its first month begins.';

-- Whether another account holds the mailbox of this one, which then gets no free months.
create function private.is_mailbox_held_elsewhere(p_user auth.users) returns boolean
language sql stable set search_path = '' as $$
  select private.needs_mailbox(p_user)
         and not exists (select from private.mailboxes where holder = p_user.id)
         and exists (select from private.mailboxes where hash = private.mailbox_hash(p_user.email) and holder <> p_user.id)
$$;

create function public.free_months() returns table (credits integer, held_elsewhere boolean, unused integer)
language sql stable security definer set search_path = '' as $$
  select case when h.elsewhere then 0 else p.credits end, h.elsewhere, greatest(u.subscription_credits, 0)
  from auth.users a join public.users u using (id)
  cross join lateral (select private.is_mailbox_held_elsewhere(a) as elsewhere) h
  join public.products p on p.id = 'free'
  where a.id = auth.uid() and public.is_active_user()
$$;
comment on function public.free_months is
  'The credits of a full free month of the caller. held_elsewhere: another account with the same mailbox has the free months, and the '
  'caller gets none. unused: the monthly credits that the caller has, which a plan would replace.';
