-- Months of credits, of a plan or of the free tier, and the lines of the ledger that belong to one. One month of a user is
-- open; when another one opens, what is left of it expires.

-- ---------------------------------------------------------------- months

create type private.credit_month as (subscription_id text, month_start timestamptz, month_end timestamptz);

-- The month that p_at lies in, of the months that are counted from p_anchor. Counted in UTC from the
-- anchor itself and never from the month before, so that the 31st comes back after February.
create function private.monthly_window(p_anchor timestamptz, p_at timestamptz,
                                       out window_start timestamptz, out window_end timestamptz)
language plpgsql immutable set search_path = '' as $$
declare
  anchor timestamp := p_anchor at time zone 'UTC';
  at timestamp := p_at at time zone 'UTC';
  months integer := (extract(year from at) - extract(year from anchor)) * 12
                    + extract(month from at) - extract(month from anchor);
begin
  if anchor + make_interval(months => months) > at then
    months := months - 1;
  end if;
  months := greatest(months, 0);
  window_start := (anchor + make_interval(months => months)) at time zone 'UTC';
  window_end := (anchor + make_interval(months => months + 1)) at time zone 'UTC';
end $$;

-- The month of a subscription. Months are counted from its beginning, which never changes, and not from the
-- billing period: nobody refills by switching between monthly and yearly, and the order of events is no matter.
-- A trial is a month of its own (or several), and months are counted from its end on.
-- A billing period that begins later than the clock says (Stripe's test clocks) is taken at its word.
create function private.subscription_month(p_subscription public.subscriptions) returns private.credit_month
language plpgsql stable set search_path = '' as $$
declare
  at timestamptz := greatest(now(), p_subscription.current_period_start);
  in_trial boolean := coalesce(at < p_subscription.trial_end, false);
  w record := private.monthly_window(
    case when in_trial then p_subscription.created else coalesce(p_subscription.trial_end, p_subscription.created) end, at);
begin
  return row(p_subscription.id, w.window_start,
             case when in_trial then least(w.window_end, p_subscription.trial_end) else w.window_end end)::private.credit_month;
end $$;

-- The month that is open: the one that was opened last.
create function private.open_month(p_user_id uuid) returns private.credit_month
language plpgsql stable set search_path = '' as $$
declare
  m private.credit_month;
begin
  select g.subscription_id, g.month_start, g.month_end into m from public.credit_grants g
  where g.user_id = p_user_id and g.kind in ('free_month', 'plan_month', 'reopened')
  order by g.line desc limit 1;
  return m;
end $$;

create function private.is_same_month(p_one private.credit_month, p_other private.credit_month) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return p_one.month_start = p_other.month_start and p_one.subscription_id is not distinct from p_other.subscription_id;
end $$;

-- What a month gives in total (null if it was never opened), and how much of that has expired.
create function private.month_totals(p_user_id uuid, p_month private.credit_month, out level integer, out expired integer)
language plpgsql stable set search_path = '' as $$
begin
  select sum(g.amount) filter (where g.kind not in ('expired', 'reopened', 'debt')),
         -coalesce(sum(g.amount) filter (where g.kind in ('expired', 'reopened')), 0)
  into month_totals.level, month_totals.expired
  from public.credit_grants g
  where g.user_id = p_user_id and g.month_start = p_month.month_start
    and g.subscription_id is not distinct from p_month.subscription_id;
end $$;

-- ---------------------------------------------------------------- lines of a month

-- Adds a line to a month and moves the balance.
create function private.add_line(p_user_id uuid, p_month private.credit_month, p_kind public.credit_kind, p_amount integer,
                                 p_level integer, p_description text, p_plan text default null) returns void
language plpgsql set search_path = '' as $$
begin
  insert into public.credit_grants (user_id, kind, amount, description, subscription_id, plan, month_start, month_end, level)
  values (p_user_id, p_kind, p_amount, p_description, p_month.subscription_id, p_plan, p_month.month_start, p_month.month_end,
          p_level);
  update public.users set subscription_credits = subscription_credits + p_amount where id = p_user_id;
end $$;

create function private.monthly_balance(p_user_id uuid) returns integer
language plpgsql stable set search_path = '' as $$
begin
  return (select subscription_credits from public.users where id = p_user_id);
end $$;

-- Opens a month and closes p_closing, if it is not null: what is left of it expires. A negative balance stays, and the next
-- month pays it. A month that was open before goes on with what had expired of it. Two lines in one statement and one update
-- of the balance: these are most of what a month costs.
create function private.begin_month(p_user_id uuid, p_closing private.credit_month, p_month private.credit_month,
                                    p_level integer, p_description text, p_plan text default null) returns void
language plpgsql set search_path = '' as $$
declare
  before record := private.month_totals(p_user_id, p_month);
  kind public.credit_kind := case when before.level is not null then 'reopened'
                                  when p_month.subscription_id is null then 'free_month' else 'plan_month' end;
  amount integer := case when kind = 'reopened' then before.expired else p_level end;
  level integer := coalesce(before.level, p_level);
  remaining integer := 0;
begin
  if p_closing.month_start is null then
    insert into public.credit_grants (user_id, kind, amount, description, subscription_id, plan, month_start, month_end, level)
    values (p_user_id, kind, amount, p_description, p_month.subscription_id, p_plan, p_month.month_start, p_month.month_end, level);
  else
    remaining := greatest(private.monthly_balance(p_user_id), 0);
    insert into public.credit_grants (user_id, kind, amount, description, subscription_id, plan, month_start, month_end, level)
    values (p_user_id, 'expired', -remaining, 'Unused credits of the month', p_closing.subscription_id, null,
            p_closing.month_start, p_closing.month_end, (private.month_totals(p_user_id, p_closing)).level),
           (p_user_id, kind, amount, p_description, p_month.subscription_id, p_plan, p_month.month_start, p_month.month_end,
            level);
  end if;
  update public.users
  set subscription_credits = subscription_credits - remaining + amount, credits_reset_at = p_month.month_end,
      last_credits_reset_date = case when kind = 'reopened' then last_credits_reset_date else now() end
  where id = p_user_id;
  if kind = 'reopened' then
    perform private.set_level(p_user_id, p_month, p_level, 'restored', 'taken_back', p_description);
  end if;
end $$;

-- Brings what a month gives to p_level. Of a month that is closed nothing can be taken back that expired, and nothing is
-- restored but what was taken back: what it had given when it closed, less what expired then, is what was used of it.
create function private.set_level(p_user_id uuid, p_month private.credit_month, p_level integer,
                                  p_up public.credit_kind, p_down public.credit_kind, p_description text,
                                  p_plan text default null) returns void
language plpgsql set search_path = '' as $$
declare
  now_ record := private.month_totals(p_user_id, p_month);
  change integer := p_level - now_.level;
begin
  if not private.is_same_month(private.open_month(p_user_id), p_month) then
    change := least(p_level, private.used_of_month(p_user_id, p_month)) - (now_.level - now_.expired);
  end if;
  if change <> 0 then
    perform private.add_line(p_user_id, p_month, case when change > 0 then p_up else p_down end, change,
                             now_.level + change, p_description, p_plan);
  end if;
end $$;

-- What was used of a closed month: what it gave when it was last closed, less the balance that it was closed with.
create function private.used_of_month(p_user_id uuid, p_month private.credit_month) returns integer
language plpgsql stable set search_path = '' as $$
declare
  closing public.credit_grants;
begin
  select * into closing from public.credit_grants g
  where g.user_id = p_user_id and g.month_start = p_month.month_start
    and g.subscription_id is not distinct from p_month.subscription_id and g.kind = 'expired'
  order by g.line desc limit 1;
  return greatest(0, closing.level - (
    select sum(subscription_amount) from public.credit_history where user_id = p_user_id and line < closing.line));
end $$;
