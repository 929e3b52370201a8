-- What was paid for a month of a plan. The credits of the month are computed from it, so the order of events does not matter.

-- Moves a start or end of a billing period to that of the month if they are less than an hour apart: a period may begin
-- seconds after its subscription.
create function private.snap_to_month(p_edge timestamptz, p_month private.credit_month) returns timestamptz
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
    extract(epoch from least(private.snap_to_month(p_end, p_month), p_month.month_end)
                       - greatest(private.snap_to_month(p_start, p_month), p_month.month_start)))
    / extract(epoch from p_month.month_end - p_month.month_start);
end $$;

-- The part of an invoice's amount, 0 to 1, that was lost by refunds, disputes and credit notes.
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

-- The credits that were paid for a month of a subscription.
-- level: the sum over the lines of paid invoices of: the credits of the line's plan, times the part of the month that the line
--   covers, times the part of its amount that was not lost. A line for the unused time of a changed plan counts negatively.
--   The first trial counts in full for every month that it overlaps. The line of a trial costs nothing and has the planned
--   period, although the trial may have been shortened.
-- full_level: the level if no amount was lost.
-- paid: whether a paid period overlaps the month.
create function private.paid_for_month(p_subscription public.subscriptions, p_month private.credit_month,
                                       out level integer, out full_level integer, out paid boolean)
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
         greatest(0, round(sum(sign * credits * part) filter (where not lines.trial))),
         bool_or(sign > 0 and part > 0 and kept > 0 and not lines.trial), max(credits) filter (where lines.trial and part > 0)
  into paid_for_month.level, paid_for_month.full_level, paid_for_month.paid, trial
  from lines;
  if p_subscription.status = 'trialing' and first_trial and coalesce(p_month.month_start < p_subscription.trial_end, true) then
    trial := greatest(trial, (select d.credits from public.prices p join public.products d on d.id = p.product_id
                              where p.id = p_subscription.price_id));
    paid := trial is not null;
  end if;
  level := greatest(level, trial, 0);
  full_level := greatest(full_level, trial, 0);
  paid := coalesce(paid, false);
end $$;

-- Whether any payment for this plan, for any month, was not lost.
create function private.is_paid_at_all(p_subscription public.subscriptions) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  return p_subscription.status = 'trialing' and private.is_first_trial(p_subscription) or exists (
    select from public.stripe_invoices i join public.stripe_invoice_lines l on l.invoice_id = i.id
    where i.subscription_id = p_subscription.id and i.status = 'paid' and l.credits is not null
      and (l.amount > 0 or l.amount = 0 and not l.proration and not private.is_trial(l, p_subscription))
      and private.lost_part(i) < 1);
end $$;

-- Sets the credits of opened months of a plan to what is paid for them now: of all months, or of those in the period of
-- p_invoice_id. The current month of a duplicate subscription gets no credits. Returns the months that are paid.
create function private.apply_payments_to_months(p_user_id uuid, p_invoice_id text default null) returns private.credit_month[]
language plpgsql set search_path = '' as $$
declare
  m record;
  due record;
  wanted integer;
  upgraded integer;
  paid private.credit_month[];
  since timestamptz := '-infinity';
  until timestamptz := 'infinity';
begin
  -- Not a condition of the query below, which Postgres would then plan again for each call.
  if p_invoice_id is not null then
    select min(period_start), max(period_end) into since, until from public.stripe_invoice_lines where invoice_id = p_invoice_id;
  end if;
  for m in
    select s as subscription, row(g.subscription_id, g.month_start, max(g.month_end))::private.credit_month as month,
           sum(g.amount) filter (where g.kind not in ('expired', 'reopened')) as level,
           coalesce(sum(g.amount) filter (where g.kind in ('taken_back', 'duplicate', 'restored')), 0) as missing
    from public.credit_grants g join public.subscriptions s on s.id = g.subscription_id
    where g.user_id = p_user_id and g.month_end > since and g.month_start < until
    group by s.id, g.subscription_id, g.month_start
  loop
    due := private.paid_for_month(m.subscription, m.month);
    wanted := due.level;
    if due.paid then
      paid := paid || m.month;
    end if;
    if (m.subscription).duplicate then
      wanted := case when (m.month).month_end > now() then 0 else least(wanted, m.level) end;
    end if;
    if wanted > m.level then
      -- If the level without losses is higher than before, the difference was bought; the rest is restored.
      upgraded := case when m.missing < 0 then least(wanted - m.level, due.full_level - (m.level - m.missing))
                       else wanted - m.level end;
      if upgraded > 0 then
        perform private.set_level(p_user_id, m.month, (m.level + upgraded)::integer, 'upgrade', 'taken_back',
                                  'Upgrade to ' || private.plan_name(m.subscription), private.plan_name(m.subscription));
      end if;
      perform private.set_level(p_user_id, m.month, wanted, 'restored', 'taken_back', 'Payment restored');
    elsif wanted < m.level and (m.subscription).duplicate then
      perform private.set_level(p_user_id, m.month, wanted, 'restored', 'duplicate', 'Second subscription');
    elsif wanted < m.level then
      perform private.set_level(p_user_id, m.month, wanted, 'restored', 'taken_back', 'Payment taken back');
    end if;
  end loop;
  return paid;
end $$;

create function private.plan_name(p_subscription public.subscriptions) returns text
language plpgsql stable set search_path = '' as $$
begin
  return coalesce(nullif(btrim((
    select left(d.name, 100) from public.prices p join public.products d on d.id = p.product_id
    where p.id = p_subscription.price_id)), ''), 'Plan');
end $$;
