-- Allotments: the monthly credits of a plan, or else of the free tier, as a function of state and time. Each month is
-- booked once, as the difference between what the user has and what his tier grants.

-- ---------------------------------------------------------------- what a month is

insert into public.products (id, active, name, description, metadata) values
  ('free', true, 'Free', 'Essential features for individuals',
   '{"tier": "free", "credits": "500", "features": ["Basic dashboard access", "Limited access to features", "Community support", "500 credits per month"]}');

-- What a product grants a month, null if its metadata do not say so in 1 to 8 digits.
create function private.monthly_credits(p_product_id text) returns integer
language plpgsql stable set search_path = '' as $$
begin
  return (select case when metadata ->> 'credits' ~ '^[0-9]{1,8}$' then (metadata ->> 'credits')::integer end
          from public.products where id = p_product_id);
end $$;

-- Every sign-up reads the free product, so a mistake in it is refused when it is typed in.
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
  if coalesce(new.metadata ->> 'credits', '') !~ '^[0-9]{1,8}$' then
    raise exception 'products: the row "free": "credits" in metadata must be 1 to 8 digits' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_free_product before update or delete on public.products
  for each row when (old.id = 'free') execute function private.check_free_product();

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

-- ---------------------------------------------------------------- the month of a plan

-- In PL/pgSQL what is called with every event and debit keeps its plans.

-- Statuses in which there is a subscription that a second one would stand beside.
create function private.is_live(p_status public.subscription_status) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return p_status in ('trialing', 'active', 'past_due', 'unpaid', 'paused');
end $$;

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

-- The month of a subscription. Months are counted from its beginning, which never changes, and not from the
-- billing period: nobody refills by switching between monthly and yearly, and the order of events is no matter.
-- A billing period that begins later than the clock says (Stripe's test clocks) is taken at its word.
create function private.subscription_window(p_subscription public.subscriptions,
                                            out window_start timestamptz, out window_end timestamptz)
language plpgsql stable set search_path = '' as $$
begin
  select w.window_start, w.window_end into subscription_window.window_start, subscription_window.window_end
  from private.monthly_window(p_subscription.created, greatest(now(), p_subscription.current_period_start)) w;
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
  plan text := coalesce((select name from public.products where id = product), 'Plan');
  credits integer := private.monthly_credits(product);
  granted integer;
  paid boolean;
  source text;
begin
  select * into w from private.subscription_window(p_subscription);
  -- What is paid must reach into the month: a billing period may begin seconds after the subscription did.
  -- Credits that cannot be read grant nothing and take nothing: the month is booked once the product is mended.
  paid := credits is not null
          and (p_subscription.status = 'trialing'
               or coalesce(p_subscription.paid_until > w.window_start + interval '1 hour', false));
  source := 'subscription:' || p_subscription.id || ':' || to_char(w.window_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
  select max(level) into granted from public.credit_grants
  where subscription_id = p_subscription.id and window_start = w.window_start;
  if granted is null and paid then
    perform private.grant_credits(
      p_user_id, credits - (select subscription_credits from public.users where id = p_user_id),
      source, plan || ' monthly credits', w.window_start, w.window_end, p_subscription.id, credits);
  elsif granted is null and not exists (select from public.credit_grants where subscription_id = p_subscription.id) then
    perform private.end_plans(p_user_id);  -- a plan that nothing was paid for yet keeps up no earlier one
  elsif credits > granted and paid and p_subscription.status in ('trialing', 'active') then
    perform private.grant_credits(
      p_user_id, credits - granted, source || ':' || credits, 'Upgrade to ' || plan,
      w.window_start, w.window_end, p_subscription.id, credits);
  end if;
  -- While a renewal is unpaid no reset is due: the payment brings it.
  perform private.set_reset(p_user_id, case when granted is not null or paid then w.window_end end);
end $$;

-- ---------------------------------------------------------------- the free month

-- A user whom SQL inserted may have no date of sign-up: his months begin on the first.
create function private.free_window(p_user_id uuid, out window_start timestamptz, out window_end timestamptz)
language plpgsql stable set search_path = '' as $$
begin
  select w.window_start, w.window_end into free_window.window_start, free_window.window_end
  from auth.users u, private.monthly_window(coalesce(u.created_at, timestamptz '2000-01-01 00:00Z'), now()) w
  where u.id = p_user_id;
end $$;

-- After a plan has ended, and no other has granted anything: what is left is capped at the free amount, and the free
-- month that runs counts as granted.
create function private.end_plans(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  ended text;
  free integer := private.monthly_credits('free');
  w record;
begin
  select * into w from private.free_window(p_user_id);
  for ended in
    select distinct g.subscription_id from public.credit_grants g
    where g.user_id = p_user_id and g.subscription_id is not null
      and not exists (select from public.credit_grants e where e.source = 'end:' || g.subscription_id)
  loop
    perform private.grant_credits(p_user_id, least(0, free - u.subscription_credits), 'end:' || ended, 'Plan ended', null, null)
    from public.users u where u.id = p_user_id;
    perform private.grant_credits(p_user_id, 0, private.free_source(p_user_id, w.window_start), 'Free month under way',
                                  w.window_start, w.window_end);
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
  select * into w from private.free_window(p_user_id);
  perform private.end_plans(p_user_id);
  perform private.grant_credits(
    p_user_id, private.monthly_credits('free') - (select subscription_credits from public.users where id = p_user_id),
    private.free_source(p_user_id, w.window_start), 'Free monthly credits', w.window_start, w.window_end);
  perform private.set_reset(p_user_id, w.window_end);
end $$;

-- ---------------------------------------------------------------- whichever is due

-- Of a user who is locked.
create function private.allot(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  subscription public.subscriptions := private.current_subscription(p_user_id);
begin
  if subscription.id is null then
    perform private.allot_free(p_user_id);
  else
    perform private.allot_plan(p_user_id, subscription);
  end if;
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

-- A month that was paid for under a product whose credits could not be read has no end yet, so nothing is due. Once they
-- can be read it is: the users may have too few credits to come by themselves.
create function private.make_months_due() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.users u set credits_reset_at = now()
  from public.subscriptions s join public.prices p on p.id = s.price_id
  where p.product_id = new.id and s.user_id = u.id and private.is_live(s.status) and not s.duplicate
    and u.credits_reset_at is null;
  return null;
end $$;
create trigger make_months_due after update of metadata on public.products for each row
  when (coalesce(old.metadata ->> 'credits', '') !~ '^[0-9]{1,8}$' and new.metadata ->> 'credits' ~ '^[0-9]{1,8}$')
  execute function private.make_months_due();

create function public.refresh_due_credits(p_limit integer default 1000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  refreshed integer := 0;
  due uuid;
begin
  for due in
    select u.id from public.users u join auth.users a on a.id = u.id
    where u.credits_reset_at <= now() order by u.credits_reset_at limit p_limit
    for key share of a skip locked for update of u skip locked
  loop
    perform public.ensure_allotment(due);
    refreshed := refreshed + 1;
  end loop;
  return refreshed;
end $$;
comment on function public.refresh_due_credits is 'ensure_allotment for at most p_limit users whose month is over. Answers how many; call until 0.';

-- The monthly credits of users who do not come by: every five minutes where the project has pg_cron;
-- elsewhere the service's reconciler calls the same function.
do $$
begin
  if exists (select from pg_extension where extname = 'pg_cron') then
    -- Batch after batch, each a transaction of its own, so that nobody waits long for a row; what is left is for the next time.
    perform cron.schedule('refresh-due-credits', '*/5 * * * *',
      'do $cron$ begin for turn in 1..10000 loop exit when public.refresh_due_credits(100) = 0; commit; end loop; end $cron$');
  end if;
end $$;

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
comment on function public.handle_new_user is 'Trigger: the profile row of a new auth user, with his first month of free credits.';

create trigger on_auth_user_created after insert on auth.users
  for each row execute function public.handle_new_user();
