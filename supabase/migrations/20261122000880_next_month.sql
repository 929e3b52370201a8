-- A forecast of the month after the open one, for the pages.

-- The balance with which the next month of a plan would begin. If the month is paid already, its credits follow from the
-- payment; if it will be renewed, from its price. Null if unknown: a payment is due, or the plan ends within the month.
-- full_credits: the same without refunds and debts.
create function private.next_plan_month(p_subscription public.subscriptions, p_at timestamptz,
                                        out credits integer, out full_credits integer)
language plpgsql stable set search_path = '' as $$
declare
  later public.subscriptions := p_subscription;
  month private.credit_month;
  due record;
begin
  later.current_period_start := p_at;
  month := private.subscription_month(later);
  if private.snap_to_month(p_subscription.current_period_end, month) > month.month_start then
    due := private.paid_for_month(p_subscription, month);
    if due.paid then
      full_credits := due.full_level;
      credits := due.level;
    end if;
  elsif p_subscription.status in ('active', 'trialing')
        and coalesce(private.snap_to_month(private.end_of_plan(p_subscription), month) >= month.month_end, true) then
    full_credits := private.plan_credits(coalesce(p_subscription.next_price_id, p_subscription.price_id));
    credits := full_credits;
  end if;
  credits := credits + least(0, private.monthly_balance(p_subscription.user_id));
end $$;

-- When a plan ends, if it will end: at the planned date, or at the end of the paid period.
create function private.end_of_plan(p_subscription public.subscriptions) returns timestamptz
language sql immutable set search_path = '' as $$
  select coalesce(p_subscription.cancel_at, case when p_subscription.cancel_at_period_end then p_subscription.current_period_end end)
$$;

-- As private.next_plan_month, for the free month at p_at. Null for an account that would claim a mailbox by then.
create function private.next_free_month(p_user_id uuid, p_at timestamptz, out credits integer, out full_credits integer)
language plpgsql stable set search_path = '' as $$
declare
  account auth.users;
  mailbox private.mailboxes;
  due record;
  before record;
begin
  select * into account from auth.users where id = p_user_id;
  select * into mailbox from private.mailboxes where holder = p_user_id;
  if mailbox.hash is null and private.needs_mailbox(account) and account.email_confirmed_at is not null
     and not private.is_mailbox_held_elsewhere(account) then
    return;
  end if;
  due := private.free_month(account, mailbox, p_at);
  before := private.month_totals(p_user_id, due.month);
  full_credits := coalesce(
    before.expired - before.level + private.free_level_before(p_user_id, due.month), due.credits);
  credits := full_credits + due.debt + least(0, private.monthly_balance(p_user_id));
end $$;

-- Whether the current free month began with what an earlier account of the mailbox had left.
create function private.is_month_inherited(p_user_id uuid) returns boolean
language plpgsql stable set search_path = '' as $$
declare
  opened private.credit_month := private.open_month(p_user_id);
begin
  return opened.subscription_id is null and exists (
    select from private.mailboxes m
    join public.credit_grants g on g.user_id = m.holder and g.kind = 'free_month' and g.month_start = m.month_start
    join public.products p on p.id = 'free' and g.amount < p.credits
    where m.holder = p_user_id and m.anchor is not null and m.starts_at is null and m.month_start = opened.month_start);
end $$;

create function private.coming_month(p_user_id uuid, out begins_at timestamptz, out credits integer, out full_credits integer,
                                     out plan_ends boolean, out payment_due boolean, out is_free boolean)
language plpgsql stable set search_path = '' as $$
declare
  subscription public.subscriptions := private.current_subscription(p_user_id);
  opened private.credit_month := private.open_month(p_user_id);
  ends timestamptz := private.snap_to_month(private.end_of_plan(subscription), opened);
  has_plan boolean := coalesce(opened.subscription_id = subscription.id, false);
begin
  begins_at := (select u.credits_reset_at from public.users u where u.id = p_user_id);
  plan_ends := has_plan and coalesce(ends <= coalesce(begins_at, ends), false);
  if plan_ends then
    begins_at := ends;
  elsif not has_plan and ends is null and subscription.status in ('active', 'trialing') then
    -- A plan whose payment was taken back grants nothing now, but grants credits again when it is renewed.
    has_plan := coalesce(subscription.current_period_end < coalesce(begins_at, 'infinity'), false);
    begins_at := case when has_plan then subscription.current_period_end else begins_at end;
  end if;
  is_free := plan_ends or not has_plan;
  if begins_at is not null and is_free then
    select n.credits, n.full_credits into coming_month.credits, coming_month.full_credits
    from private.next_free_month(p_user_id, begins_at) n;
  elsif begins_at is not null then
    select n.credits, n.full_credits into coming_month.credits, coming_month.full_credits
    from private.next_plan_month(subscription, begins_at) n;
  end if;
  payment_due := not is_free and credits is null and subscription.status in ('past_due', 'unpaid');
  begins_at := case when credits is not null then begins_at end;
end $$;

create function public.next_month()
returns table (begins_at timestamptz, credits integer, full_credits integer, plan_ends boolean, payment_due boolean,
               held_elsewhere boolean, inherited boolean)
language sql stable security definer set search_path = '' as $$
  select n.begins_at, n.credits, n.full_credits, n.plan_ends, n.payment_due,
         n.is_free and private.is_mailbox_held_elsewhere(a), private.is_month_inherited(a.id)
  from auth.users a cross join lateral private.coming_month(a.id) n
  where a.id = auth.uid() and public.is_active_user()
$$;
comment on function public.next_month is
  'A forecast of the month after the caller''s open one: when it begins, the monthly balance that it begins with, and that '
  'balance without refunds and debts; null if unknown. plan_ends: the plan ends then. payment_due: it needs a payment first. '
  'held_elsewhere: the caller has no plan then, and another account with the same mailbox has the free months. inherited: '
  'the open month began with what an earlier account of the mailbox had left.';
