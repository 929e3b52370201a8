-- Allotments: the monthly credits of a plan, or else of the free tier, as a function of state and time. One month of a
-- user is open; when another one opens, what is left of it expires. What a month of a plan holds follows from what was
-- paid for it, so that no order of events matters.

-- ---------------------------------------------------------------- products

insert into public.products (id, active, name, description, metadata) values
  ('free', true, 'Free', 'Essential features for individuals',
   '{"tier": "free", "credits": "500", "features": ["Basic dashboard access", "Limited access to features", "Community support", "500 credits per month"]}');

-- Every sign-up reads the free product.
create function private.check_free_product() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'products: the row "free" is needed; to grant nothing, set "credits" in its metadata to "0"'
      using errcode = 'check_violation';
  end if;
  if new.id <> 'free' then
    raise exception 'products: the row "free" must keep its id' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_free_product before update or delete on public.products
  for each row when (old.id = 'free') execute function private.check_free_product();

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
  w record;
begin
  select * into w from private.monthly_window(
    case when in_trial then p_subscription.created else coalesce(p_subscription.trial_end, p_subscription.created) end, at);
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
                                 p_level integer, p_description text) returns void
language plpgsql set search_path = '' as $$
begin
  insert into public.credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)
  values (p_user_id, p_kind, p_amount, p_description, p_month.subscription_id, p_month.month_start, p_month.month_end, p_level);
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
                                    p_level integer, p_description text) returns void
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
    insert into public.credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)
    values (p_user_id, kind, amount, p_description, p_month.subscription_id, p_month.month_start, p_month.month_end, level);
  else
    remaining := greatest(private.monthly_balance(p_user_id), 0);
    insert into public.credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)
    values (p_user_id, 'expired', -remaining, 'Unused credits of the month', p_closing.subscription_id,
            p_closing.month_start, p_closing.month_end, (private.month_totals(p_user_id, p_closing)).level),
           (p_user_id, kind, amount, p_description, p_month.subscription_id, p_month.month_start, p_month.month_end, level);
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
                                  p_up public.credit_kind, p_down public.credit_kind, p_description text) returns void
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
                             now_.level + change, p_description);
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

-- ---------------------------------------------------------------- what was paid for a month of a plan

-- An edge of a billing period that lies within an hour of an edge of the month is that edge: a period may begin seconds
-- after its subscription.
create function private.snap(p_edge timestamptz, p_month private.credit_month) returns timestamptz
language plpgsql immutable set search_path = '' as $$
begin
  return case
    when abs(extract(epoch from p_edge - p_month.month_start)) < 3600 then p_month.month_start
    when abs(extract(epoch from p_edge - p_month.month_end)) < 3600 then p_month.month_end
    else p_edge end;
end $$;

-- The part of a month, 0 to 1, that a billing period covers.
create function private.covered_part(p_month private.credit_month, p_start timestamptz, p_end timestamptz) returns numeric
language plpgsql immutable set search_path = '' as $$
begin
  return greatest(0,
    extract(epoch from least(private.snap(p_end, p_month), p_month.month_end)
                       - greatest(private.snap(p_start, p_month), p_month.month_start)))
    / extract(epoch from p_month.month_end - p_month.month_start);
end $$;

-- The part of an invoice's money, 0 to 1, that refunds, disputes and credit notes have taken.
create function private.lost_part(p_invoice public.stripe_invoices) returns numeric
language plpgsql stable set search_path = '' as $$
begin
  if p_invoice.amount_paid <= 0 then
    return 0;
  end if;
  return least(1, greatest(
    p_invoice.credited, (select coalesce(sum(lost), 0) from public.stripe_payments where invoice_id = p_invoice.id)
  )::numeric / p_invoice.amount_paid);
end $$;

create function private.is_trial(p_line public.stripe_invoice_lines, p_subscription public.subscriptions) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return p_line.amount = 0 and coalesce(p_line.period_start < p_subscription.trial_end, false);
end $$;

-- What was paid for a month of a subscription. level: each line of a paid invoice counts with the credits of its plan, for the
-- part of the month that it covers and the part of its money that is still there; the line that gives back the unused time of
-- a changed plan counts negative. The first trial counts in full, for every month that it reaches into; its line costs nothing,
-- and names the time that was planned, which may have been cut short. paid: does money reach into the month?
create function private.paid_for_month(p_subscription public.subscriptions, p_month private.credit_month,
                                       out level integer, out paid boolean)
language plpgsql stable set search_path = '' as $$
declare
  trial integer;
  first_trial boolean := private.is_first_trial(p_subscription);
begin
  with lines as materialized (
    select l.credits, sign(l.amount + case when l.proration then 0 else 0.5 end) as sign,
           private.covered_part(p_month, l.period_start, case when t.trial then least(l.period_end, p_subscription.trial_end)
                                                              else l.period_end end) as part,
           1 - private.lost_part(i) as kept, t.trial
    from public.stripe_invoices i join public.stripe_invoice_lines l on l.invoice_id = i.id
    cross join lateral (select private.is_trial(l, p_subscription) as trial) t
    where i.subscription_id = p_subscription.id and i.status = 'paid' and l.credits is not null
      and l.period_end > p_month.month_start and l.period_start < p_month.month_end and (first_trial or not t.trial))
  select greatest(0, round(sum(sign * credits * part * kept) filter (where not lines.trial))),
         bool_or(sign > 0 and part > 0 and kept > 0 and not lines.trial), max(credits) filter (where lines.trial and part > 0)
  into paid_for_month.level, paid_for_month.paid, trial
  from lines;
  if p_subscription.status = 'trialing' and first_trial and coalesce(p_month.month_start < p_subscription.trial_end, true) then
    trial := greatest(trial, (select d.credits from public.prices p join public.products d on d.id = p.product_id
                              where p.id = p_subscription.price_id));
    paid := trial is not null;
  end if;
  level := greatest(level, trial, 0);
  paid := coalesce(paid, false);
end $$;

-- Does any money that was paid for a plan remain, in whatever month?
create function private.is_paid_at_all(p_subscription public.subscriptions) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  return p_subscription.status = 'trialing' and private.is_first_trial(p_subscription) or exists (
    select from public.stripe_invoices i join public.stripe_invoice_lines l on l.invoice_id = i.id
    where i.subscription_id = p_subscription.id and i.status = 'paid' and l.credits is not null
      and (l.amount > 0 or l.amount = 0 and not l.proration and not private.is_trial(l, p_subscription))
      and private.lost_part(i) < 1);
end $$;

-- Brings every month of a plan that was opened to what is paid for it now. The month under way of a duplicate gives nothing.
create function private.follow_money(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  m record;
  wanted integer;
begin
  for m in
    select s as subscription, row(g.subscription_id, g.month_start, max(g.month_end))::private.credit_month as month,
           sum(g.amount) filter (where g.kind not in ('expired', 'reopened')) as level,
           coalesce(sum(g.amount) filter (where g.kind in ('taken_back', 'duplicate', 'restored')), 0) as missing
    from public.credit_grants g join public.subscriptions s on s.id = g.subscription_id
    where g.user_id = p_user_id
    group by s.id, g.subscription_id, g.month_start
  loop
    wanted := (private.paid_for_month(m.subscription, m.month)).level;
    if (m.subscription).duplicate then
      wanted := case when (m.month).month_end > now() then 0 else least(wanted, m.level) end;
    end if;
    if wanted > m.level and m.missing < 0 then
      perform private.set_level(p_user_id, m.month, wanted, 'restored', 'taken_back',
                                'Restored: ' || private.plan_name(m.subscription));
    elsif wanted > m.level then
      perform private.set_level(p_user_id, m.month, wanted, 'upgrade', 'taken_back',
                                'Upgrade to ' || private.plan_name(m.subscription));
    elsif wanted < m.level and (m.subscription).duplicate then
      perform private.set_level(p_user_id, m.month, wanted, 'restored', 'duplicate', 'Second subscription');
    elsif wanted < m.level then
      perform private.set_level(p_user_id, m.month, wanted, 'restored', 'taken_back', 'Payment taken back');
    end if;
  end loop;
end $$;

create function private.plan_name(p_subscription public.subscriptions) returns text
language plpgsql stable set search_path = '' as $$
begin
  return coalesce(nullif(btrim((
    select left(d.name, 100) from public.prices p join public.products d on d.id = p.product_id
    where p.id = p_subscription.price_id)), ''), 'Plan');
end $$;

-- ---------------------------------------------------------------- whose month is due

-- The subscription that counts for a user: live, no duplicate, of a product that is a plan.
create function private.current_subscription(p_user_id uuid) returns public.subscriptions
language plpgsql stable set search_path = '' as $$
declare
  subscription public.subscriptions;
begin
  select s.* into subscription from public.subscriptions s
  join public.prices p on p.id = s.price_id join public.products d on d.id = p.product_id
  where s.user_id = p_user_id and s.live and not s.duplicate and d.tier is not null;
  return subscription;
end $$;

create function private.set_reset(p_user_id uuid, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  update public.users set credits_reset_at = p_at where id = p_user_id and credits_reset_at is distinct from p_at;
end $$;

-- The last month of a subscription that was opened, with its level.
create function private.last_month(p_subscription public.subscriptions, out month private.credit_month, out level integer)
language plpgsql stable set search_path = '' as $$
begin
  select g.subscription_id, g.month_start, g.month_end into last_month.month from public.credit_grants g
  where g.subscription_id = p_subscription.id and g.kind = 'plan_month' order by g.month_start desc limit 1;
  level := (private.month_totals(p_subscription.user_id, month)).level;
end $$;

-- Opens the month of a plan that is due. False if nothing that was paid for it is left: it keeps nothing up then.
create function private.allot_plan(p_user_id uuid, p_subscription public.subscriptions) returns boolean
language plpgsql set search_path = '' as $$
declare
  month private.credit_month := private.subscription_month(p_subscription);
  due record := private.paid_for_month(p_subscription, month);
begin
  if due.paid then
    perform private.go_on_with(p_subscription, month, due.level, ' monthly credits');
    perform private.set_reset(p_user_id, month.month_end);
    return true;
  end if;
  -- While a renewal is unpaid the last month goes on, and no reset is due: the payment brings it.
  select l.month, l.level into due from private.last_month(p_subscription) l;
  if (due.month).month_start is null or not private.is_paid_at_all(p_subscription) then
    return false;
  end if;
  perform private.go_on_with(p_subscription, due.month, due.level, ' goes on');
  perform private.set_reset(p_user_id, null);
  return true;
end $$;

-- Opens a month of a plan unless it is open. One that was closed by mistake goes on as if it never had been: the lines of free
-- months since then are undone, whereby what was spent meanwhile falls on the plan.
create function private.go_on_with(p_subscription public.subscriptions, p_month private.credit_month, p_level integer, p_what text)
returns void
language plpgsql set search_path = '' as $$
declare
  opened private.credit_month := private.open_month(p_subscription.user_id);
  other record;
  closed bigint;
begin
  if private.is_same_month(opened, p_month) then
    return;
  end if;
  closed := (select max(line) from public.credit_grants where user_id = p_subscription.user_id and kind = 'expired'
             and subscription_id = p_month.subscription_id and month_start = p_month.month_start);
  if closed is not null then
    -- The month of another plan is closed before lines are undone, and only what that plan gave expires: a refund that came
    -- meanwhile belongs to the month that goes on.
    if opened.subscription_id is not null then
      other := private.month_totals(p_subscription.user_id, opened);
      perform private.add_line(
        p_subscription.user_id, opened, 'expired',
        -greatest(least(private.monthly_balance(p_subscription.user_id), other.level - other.expired), 0), other.level,
        'Unused credits of the month');
    end if;
    perform private.undo_free_months(p_subscription.user_id, closed);
    opened := null;
  end if;
  perform private.begin_month(p_subscription.user_id, opened, p_month, p_level, private.plan_name(p_subscription) || p_what);
end $$;

-- Undoes what free months have given and what has expired of them since a line.
create function private.undo_free_months(p_user_id uuid, p_line bigint) returns void
language plpgsql set search_path = '' as $$
declare
  f record;
begin
  for f in
    select row(null, g.month_start, g.month_end)::private.credit_month as month,
           coalesce(sum(g.amount) filter (where g.kind in ('expired', 'reopened')), 0)::integer as kept,
           coalesce(sum(g.amount) filter (where g.kind not in ('expired', 'reopened', 'debt')), 0)::integer as given,
           (array_agg(g.level order by g.line desc))[1] as level
    from public.credit_grants g
    where g.user_id = p_user_id and g.subscription_id is null and g.line > p_line
    group by g.month_start, g.month_end order by g.month_start
  loop
    if f.given <> 0 then
      perform private.add_line(p_user_id, f.month, case when f.given > 0 then 'taken_back' else 'restored' end::public.credit_kind,
                               -f.given, f.level - f.given, 'The plan goes on');
    end if;
    perform private.add_line(p_user_id, f.month, case when f.kept < 0 then 'reopened' else 'expired' end::public.credit_kind,
                             -f.kept, f.level - f.given, 'The plan goes on');
  end loop;
end $$;

-- Opens the free month that is due. What is left of a plan expires with it. A free month that was open before the plan began
-- goes on with what it had left.
create function private.allot_free(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  due record := private.free_month(p_user_id);
  month private.credit_month := due.month;
  opened private.credit_month := private.open_month(p_user_id);
  given_before integer;
begin
  if month.month_start is null then
    perform private.set_reset(p_user_id, null);
    return;
  end if;
  if not coalesce(private.is_same_month(opened, month), false) then
    -- One that was undone gives again what it gave at first.
    given_before := coalesce(
      nullif((private.month_totals(p_user_id, month)).level, 0),
      (select amount from public.credit_grants
       where user_id = p_user_id and kind = 'free_month' and month_start = month.month_start));
    perform private.begin_month(p_user_id, opened, month, coalesce(given_before, due.credits),
                                case when opened.subscription_id is null then 'Free monthly credits' else 'Plan ended' end);
    if due.debt <> 0 then
      perform private.add_line(p_user_id, month, 'debt', due.debt, (private.month_totals(p_user_id, month)).level,
                               'Owed by an earlier account with this address');
    end if;
    perform private.note_free_month(p_user_id, month);
  end if;
  perform private.set_reset(p_user_id, month.month_end);
end $$;

-- Of a user who is locked.
create function private.allot(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  subscription public.subscriptions;
begin
  if exists (select from public.subscriptions where user_id = p_user_id) then
    perform private.follow_money(p_user_id);
    subscription := private.current_subscription(p_user_id);
    if subscription.id is not null then
      if private.allot_plan(p_user_id, subscription) then
        return;
      end if;
    end if;
  end if;
  perform private.allot_free(p_user_id);
end $$;

create function public.ensure_allotment(p_user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  perform private.allot(p_user_id);
end $$;
comment on function public.ensure_allotment is 'Books the monthly credits that are due and not booked yet. Safe to call at any time, any number of times.';

-- What was paid for a product that was never valid counted for nothing. Once it is valid, the months of those who paid are
-- due: the users may have too few credits to come by themselves.
create function private.make_months_due() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  with mended as (
    update public.stripe_invoice_lines l set credits = new.credits
    from public.prices p where p.product_id = new.id and l.price_id = p.id and l.credits is null
    returning l.invoice_id)
  update public.users u set credits_reset_at = now()
  from mended join public.stripe_invoices i on i.id = mended.invoice_id join public.subscriptions s on s.id = i.subscription_id
  where u.id = s.user_id;
  return null;
end $$;
create trigger make_months_due after update on public.products for each row
  when (old.credits is null and new.credits is not null)
  execute function private.make_months_due();

-- ---------------------------------------------------------------- sign-up

-- What a sign-up sends along is not trusted: it is cut to what the columns take and never stops the sign-up.
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  profile jsonb := new.raw_user_meta_data;
  picture text := coalesce(profile ->> 'avatar_url', profile ->> 'picture');
begin
  insert into public.users (id, full_name, avatar_url)
  values (
    new.id,
    nullif(left(btrim(coalesce(profile ->> 'full_name', profile ->> 'name')), 100), ''),
    case when picture ~ '^https?://\S+$' and char_length(picture) <= 2048 then picture end);
  perform public.ensure_allotment(new.id);
  return new;
end $$;
comment on function public.handle_new_user is 'Trigger: the profile row of a new auth user, with the first month of free credits if the address is confirmed.';

create trigger on_auth_user_created after insert on auth.users
  for each row execute function public.handle_new_user();
