-- Months of credits, of a plan or of the free tier, and their lines in the ledger. Each user has one open month; when another
-- one opens, the rest of it expires.

-- ---------------------------------------------------------------- months

create type private.credit_month as (subscription_id text, month_start timestamptz, month_end timestamptz);

-- The month that contains p_at, counted in UTC from p_anchor. Computed from the anchor, not from the previous month, so that
-- day 31 is kept after February.
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

-- The current month of a subscription. Months are counted from its start, which never changes, and not from the billing
-- period: so a switch between monthly and yearly gives no new month, and the order of events does not matter.
-- A trial is a month of its own (or several), and months are counted from its end on.
-- If the billing period begins in the future (Stripe's test clocks), the month at its start is used.
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

-- The open month: the one that was opened last; with p_line, the one that was open when this line was booked.
create function private.open_month(p_user_id uuid, p_line bigint default 9223372036854775807) returns private.credit_month
language plpgsql stable set search_path = '' as $$
declare
  m private.credit_month;
begin
  select g.subscription_id, g.month_start, g.month_end into m from public.credit_grants g
  where g.user_id = p_user_id and g.line < p_line and g.kind in ('free_month', 'plan_month', 'reopened')
  order by g.line desc limit 1;
  return m;
end $$;

create function private.is_same_month(p_one private.credit_month, p_other private.credit_month) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return p_one.month_start = p_other.month_start and p_one.subscription_id is not distinct from p_other.subscription_id;
end $$;

-- The total credits of a month (null if it was never opened), and how many of them have expired.
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

-- Inserts a line of a month and changes the balance.
create function private.add_line(p_user_id uuid, p_month private.credit_month, p_kind public.credit_kind, p_amount integer,
                                 p_level integer, p_description text, p_plan text default null,
                                 p_generation_id uuid default null) returns void
language plpgsql set search_path = '' as $$
begin
  insert into public.credit_grants (user_id, kind, amount, description, subscription_id, plan, month_start, month_end, level,
                                    generation_id)
  values (p_user_id, p_kind, p_amount, p_description, p_month.subscription_id, p_plan, p_month.month_start, p_month.month_end,
          p_level, p_generation_id);
  update public.users set subscription_credits = subscription_credits + p_amount where id = p_user_id;
end $$;

create function private.monthly_balance(p_user_id uuid) returns integer
language plpgsql stable set search_path = '' as $$
begin
  return (select subscription_credits from public.users where id = p_user_id);
end $$;

-- Opens a month, and closes p_closing unless it is null: the rest of that month expires. A negative balance stays, and the
-- next month pays it. A month that was open before gets back its expired credits. Both lines are inserted in one
-- statement, and the balance is updated once, because these take most of the time.
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

-- Changes the total credits of a month to p_level. In a closed month, expired credits cannot be taken back, and only credits
-- that were taken back can be restored: the credits of the month that have not expired become p_level, or what was used of
-- the month if that is less.
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

-- The plan's month that only seemed to have ended when this line was booked: it was closed before, and goes on since.
create function private.resumed_month(p_user_id uuid, p_line bigint) returns private.credit_month
language plpgsql stable set search_path = '' as $$
declare
  m private.credit_month;
begin
  select g.subscription_id, g.month_start, g.month_end into m from public.credit_grants g
  where g.user_id = p_user_id and g.line > p_line and g.kind = 'reopened' and g.subscription_id is not null
    and p_line > (select max(c.line) from public.credit_grants c
                  where c.user_id = p_user_id and c.line < g.line and c.kind = 'expired' and c.generation_id is null
                    and c.subscription_id = g.subscription_id and c.month_start = g.month_start)
  order by g.line limit 1;
  return m;
end $$;

-- The month that a debit was taken from. If that is a free month that was undone (private.undo_free_months), the debit counts
-- against the plan that goes on.
create function private.month_of_debit(p_user_id uuid, p_line bigint) returns private.credit_month
language plpgsql stable set search_path = '' as $$
declare
  month private.credit_month := private.open_month(p_user_id, p_line);
  resumed private.credit_month;
begin
  if month.subscription_id is null then
    resumed := private.resumed_month(p_user_id, p_line);
  end if;
  return case when resumed.month_start is null then month else resumed end;
end $$;

-- What was used of a closed month: its total when it was last closed, less the balance at that time, and less what was
-- refunded of it since. A free month that was undone is as if it had stayed closed.
create function private.used_of_month(p_user_id uuid, p_month private.credit_month) returns integer
language plpgsql stable set search_path = '' as $$
declare
  closing public.credit_grants;
begin
  select * into closing from public.credit_grants g
  where g.user_id = p_user_id and g.month_start = p_month.month_start
    and g.subscription_id is not distinct from p_month.subscription_id and g.kind = 'expired' and g.generation_id is null
    and (g.subscription_id is not null or (private.resumed_month(p_user_id, g.line)).month_start is null)
  order by g.line desc limit 1;
  return greatest(0, closing.level
    - (select sum(subscription_amount) from public.credit_history where user_id = p_user_id and line < closing.line)
    - (select coalesce(sum(r.subscription_amount), 0)
       from public.credit_grants g join public.credit_usage r on r.kind = 'refund' and r.generation_id = g.generation_id
       join public.credit_usage d on d.kind = 'generation' and d.generation_id = g.generation_id
       where g.user_id = p_user_id and g.month_start = p_month.month_start
         and g.subscription_id is not distinct from p_month.subscription_id and g.line > closing.line
         and d.line < closing.line));
end $$;

-- A refund belongs to the month that its debit was taken from. If that month is closed, its unused credits have expired, and so
-- does the refund: otherwise a user could save credits for the next month by generations that they cancel then. If more was used
-- than the month had, the refund first reduces what the user owes, and only the rest expires. The line is booked even if nothing
-- expires: private.used_of_month finds the refund by it.
create function private.expire_refund(p_refund public.credit_usage) returns void
language plpgsql set search_path = '' as $$
declare
  month private.credit_month := private.month_of_debit(p_refund.user_id, (
    select line from public.credit_usage where kind = 'generation' and generation_id = p_refund.generation_id));
  totals record := private.month_totals(p_refund.user_id, month);
  used integer;
begin
  if coalesce(private.is_same_month(private.open_month(p_refund.user_id), month), true) then
    return;
  end if;
  used := greatest(0, private.used_of_month(p_refund.user_id, month) - p_refund.subscription_amount);
  perform private.add_line(
    p_refund.user_id, month, 'expired', -least(greatest(totals.level - totals.expired - used, 0), p_refund.subscription_amount),
    totals.level, 'Refunded after the end of the month', p_generation_id => p_refund.generation_id);
end $$;
