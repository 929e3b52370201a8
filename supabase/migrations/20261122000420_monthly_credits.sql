-- Grants the monthly credits that are due, of the plan or else of the free tier. They are a function of the stored state and
-- the time: see docs/decisions/credits-from-state.md.

-- ---------------------------------------------------------------- whose month is due

-- The user's subscription that grants credits: live, not a duplicate, of a product that is a plan.
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

-- The rank of the tier that the user has access to; 0, the free tier's, without a plan that is paid.
create function private.rank_of(p_user_id uuid) returns integer
language plpgsql stable set search_path = '' as $$
begin
  return coalesce((
    select t.rank
    from private.current_subscription(p_user_id) s
    join public.prices p on p.id = s.price_id
    join public.products d on d.id = p.product_id
    join public.tiers t on t.id = d.tier
    where s.status in ('trialing', 'active', 'past_due')), 0);
end $$;

create function private.set_credits_reset_at(p_user_id uuid, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  update public.users set credits_reset_at = p_at where id = p_user_id and credits_reset_at is distinct from p_at;
end $$;

-- The last opened month of a subscription, with its level.
create function private.last_month(p_subscription public.subscriptions, out month private.credit_month, out level integer)
language plpgsql stable set search_path = '' as $$
begin
  select g.subscription_id, g.month_start, g.month_end into last_month.month from public.credit_grants g
  where g.subscription_id = p_subscription.id and g.kind = 'plan_month' order by g.month_start desc limit 1;
  level := (private.month_totals(p_subscription.user_id, month)).level;
end $$;

-- Opens the month of a plan that is due. p_paid: opened months that are known to be paid. False if no payment for the plan
-- remains: then the free month is due instead.
create function private.grant_plan_month(p_user_id uuid, p_subscription public.subscriptions, p_paid private.credit_month[])
returns boolean
language plpgsql set search_path = '' as $$
declare
  month private.credit_month := private.subscription_month(p_subscription);
  due record;
begin
  if month = any (p_paid) and private.is_same_month(private.open_month(p_user_id), month) then
    perform private.set_credits_reset_at(p_user_id, month.month_end);
    return true;
  end if;
  due := private.paid_for_month(p_subscription, month);
  if due.paid then
    perform private.open_or_resume_month(p_subscription, month, due.level, ' monthly credits');
    perform private.set_credits_reset_at(p_user_id, month.month_end);
    return true;
  end if;
  -- While a renewal is unpaid, the last month stays open, and no reset is due until the payment.
  select l.month, l.level into due from private.last_month(p_subscription) l;
  if (due.month).month_start is null or not private.is_paid_at_all(p_subscription) then
    return false;
  end if;
  perform private.open_or_resume_month(p_subscription, due.month, due.level, ' goes on');
  perform private.set_credits_reset_at(p_user_id, null);
  return true;
end $$;

-- Opens a month of a plan unless it is open. If it was closed too early, it is reopened: the lines of free months since then
-- are undone, so that credits spent meanwhile count against the plan.
create function private.open_or_resume_month(p_subscription public.subscriptions, p_month private.credit_month, p_level integer, p_what text)
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
             and subscription_id = p_month.subscription_id and month_start = p_month.month_start and generation_id is null);
  if closed is not null then
    -- The month of another plan is closed before lines are undone, and only the credits of that plan expire: refunds since
    -- then belong to the reopened month.
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
  perform private.begin_month(p_subscription.user_id, opened, p_month, p_level, private.plan_name(p_subscription) || p_what,
                              private.plan_name(p_subscription));
  if closed is not null then
    perform private.expire_refunds_since(p_subscription.user_id, closed);
  end if;
end $$;

-- Undoes the free months that were opened after p_line: takes back what they granted, and returns what expired. Refunds of debits
-- before p_line that have expired stay expired, in an earlier free month too.
create function private.undo_free_months(p_user_id uuid, p_line bigint) returns void
language plpgsql set search_path = '' as $$
declare
  f record;
begin
  for f in
    select row(null, g.month_start, g.month_end)::private.credit_month as month,
           coalesce(sum(g.amount) filter (where g.kind in ('expired', 'reopened') and not exists (
             select from public.credit_usage d
             where d.kind = 'generation' and d.generation_id = g.generation_id and d.line < p_line)), 0)::integer as expired,
           coalesce(sum(g.amount) filter (where g.kind not in ('expired', 'reopened', 'debt')), 0)::integer as granted,
           (array_agg(g.level order by g.line desc))[1] as level
    from public.credit_grants g
    where g.user_id = p_user_id and g.subscription_id is null and g.line > p_line
    group by g.month_start, g.month_end having bool_or(g.kind in ('free_month', 'reopened')) order by g.month_start
  loop
    if f.granted <> 0 then
      perform private.add_line(p_user_id, f.month, case when f.granted > 0 then 'taken_back' else 'restored' end::public.credit_kind,
                               -f.granted, f.level - f.granted, 'The plan goes on');
    end if;
    perform private.add_line(p_user_id, f.month, case when f.expired < 0 then 'reopened' else 'expired' end::public.credit_kind,
                             -f.expired, f.level - f.granted, 'The plan goes on');
  end loop;
end $$;

-- What was refunded after p_line of free months, while they were open and before they were undone, expires.
create function private.expire_refunds_since(p_user_id uuid, p_line bigint) returns void
language plpgsql set search_path = '' as $$
declare
  refund public.credit_usage;
begin
  for refund in
    select r.* from public.credit_usage r
    join public.credit_usage d on d.kind = 'generation' and d.generation_id = r.generation_id
    where r.user_id = p_user_id and r.kind = 'refund' and r.line > p_line and r.subscription_amount > 0 and d.line < p_line
      and (private.month_of_debit(p_user_id, d.line)).subscription_id is null
      and not exists (select from public.credit_grants g where g.user_id = p_user_id and g.generation_id = r.generation_id)
    order by r.line
  loop
    perform private.expire_refund(refund);
  end loop;
end $$;

-- Opens the free month that is due; the rest of the plan's month expires. A free month that was open before the plan began is
-- opened with the credits that were left.
create function private.grant_free_month(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  account auth.users;
  due record;
  month private.credit_month;
  opened private.credit_month;
begin
  select * into account from auth.users where id = p_user_id;
  due := private.free_month(account, private.lock_mailbox(account), now());
  month := due.month;
  opened := private.open_month(p_user_id);
  if month.month_start is null then
    perform private.set_credits_reset_at(p_user_id, null);
    return;
  end if;
  if not coalesce(private.is_same_month(opened, month), false) then
    perform private.begin_month(p_user_id, opened, month,
                                coalesce(private.free_level_before(p_user_id, month), due.credits),
                                case when opened.subscription_id is null then 'Free monthly credits' else 'Plan ended' end);
    if due.debt <> 0 then
      perform private.add_line(p_user_id, month, 'debt', due.debt, (private.month_totals(p_user_id, month)).level,
                               'Owed by an earlier account with this address');
    end if;
    perform private.record_free_month(p_user_id, month);
  end if;
  perform private.set_credits_reset_at(p_user_id, month.month_end);
end $$;

-- The credits of a free month that was opened before. If it was undone, it grants its first amount again.
create function private.free_level_before(p_user_id uuid, p_month private.credit_month) returns integer
language sql stable set search_path = '' as $$
  select coalesce(
    nullif((private.month_totals(p_user_id, p_month)).level, 0),
    (select amount from public.credit_grants
     where user_id = p_user_id and kind = 'free_month' and month_start = p_month.month_start))
$$;

-- The user must be locked.
create function private.grant_due_credits(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  subscription public.subscriptions;
  paid private.credit_month[];
begin
  if exists (select from public.subscriptions where user_id = p_user_id) then
    paid := private.apply_payments_to_months(p_user_id);
    subscription := private.current_subscription(p_user_id);
    if subscription.id is not null then
      if private.grant_plan_month(p_user_id, subscription, paid) then
        return;
      end if;
    end if;
  end if;
  perform private.grant_free_month(p_user_id);
end $$;

create function public.ensure_due_credits(p_user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  perform private.grant_due_credits(p_user_id);
end $$;
comment on function public.ensure_due_credits is 'Grants the monthly credits that are due and not booked yet. Idempotent.';

-- Payments for a product without valid metadata granted nothing. Once its metadata are valid, the months of its payers are
-- due now: without credits, these users might not start anything that would make them due.
create function private.make_months_due() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Lock order: accounts before their lines.
  perform private.lock_user(payer.user_id) from (
    select distinct s.user_id from public.prices p join public.stripe_invoice_lines l on l.price_id = p.id
    join public.stripe_invoices i on i.id = l.invoice_id join public.subscriptions s on s.id = i.subscription_id
    where p.product_id = new.id and l.credits is null order by s.user_id) payer;
  with updated as (
    update public.stripe_invoice_lines l set credits = new.credits
    from public.prices p where p.product_id = new.id and l.price_id = p.id and l.credits is null
    returning l.invoice_id)
  update public.users u set credits_reset_at = now()
  from updated join public.stripe_invoices i on i.id = updated.invoice_id join public.subscriptions s on s.id = i.subscription_id
  where u.id = s.user_id;
  return null;
end $$;
create trigger make_months_due after update on public.products for each row
  when (old.credits is null and new.credits is not null)
  execute function private.make_months_due();

-- ---------------------------------------------------------------- sign-up

-- The metadata of a sign-up are not trusted: they are cut to what the columns accept, and never make the sign-up fail.
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  profile jsonb := new.raw_user_meta_data;
  picture text := coalesce(profile ->> 'avatar_url', profile ->> 'picture');
  cleaned text := private.cleaned_name(left(coalesce(profile ->> 'full_name', profile ->> 'name'), 1000));
  full_name text := private.cleaned_name(left(cleaned, 100));
begin
  insert into public.users (id, full_name, avatar_url)
  values (
    new.id,
    case when private.is_name(full_name, 100) then full_name end,
    case when picture ~ '^https?://\S+$' and char_length(picture) <= 2048 then picture end);
  perform public.ensure_due_credits(new.id);
  return new;
end $$;
comment on function public.handle_new_user is 'Trigger: inserts the profile of a new auth user, and opens the first free month if the address is confirmed.';

create trigger on_auth_user_created after insert on auth.users
  for each row execute function public.handle_new_user();
