-- What changes a balance besides months and packs: the debit of a generation and its refund, deductions for anything else, and
-- adjustments by an operator.

-- ---------------------------------------------------------------- debit and refund

-- Takes credits from a locked account, the monthly ones first. Null if this generation or key was booked before.
create function private.debit(p_account public.users, p_kind public.credit_kind, p_amount integer, p_description text,
                              p_generation_id uuid, p_key text) returns public.users
language plpgsql set search_path = '' as $$
declare
  available bigint := p_account.subscription_credits + p_account.purchased_credits;
  monthly integer := least(greatest(p_account.subscription_credits, 0), p_amount);
begin
  -- Nested, because a single condition would run its query for each debit.
  if available < p_amount then
    if not exists (select from public.credit_usage where kind = 'generation' and generation_id = p_generation_id)
       and not exists (select from public.credit_usage where kind = 'deduction' and user_id = p_account.id and key = p_key) then
      perform private.refuse('402', 'insufficient_credits',
                             jsonb_build_object('required', p_amount, 'available', available));
    end if;
  end if;
  insert into public.credit_usage (user_id, kind, amount, description, generation_id, key, subscription_amount, purchased_amount)
  values (p_account.id, p_kind, -p_amount, p_description, p_generation_id, p_key, -monthly, monthly - p_amount)
  on conflict do nothing;
  if not found then
    return null;
  end if;
  update public.users
  set subscription_credits = subscription_credits - monthly,
      purchased_credits = purchased_credits - (p_amount - monthly)
  where id = p_account.id
  returning * into p_account;
  return p_account;
end $$;

-- Returns to each balance what the debit of a generation took from it, at most once. Monthly credits of a closed month expire
-- again.
create function private.refund_generation(p_generation_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  usage public.credit_usage;
begin
  insert into public.credit_usage (user_id, kind, amount, description, generation_id, subscription_amount, purchased_amount)
  select user_id, 'refund', -amount, 'Refund: ' || description, generation_id, -subscription_amount, -purchased_amount
  from public.credit_usage where kind = 'generation' and generation_id = p_generation_id
  on conflict do nothing
  returning * into usage;
  update public.users
  set subscription_credits = subscription_credits + usage.subscription_amount,
      purchased_credits = purchased_credits + usage.purchased_amount
  where id = usage.user_id;
  if usage.subscription_amount > 0 then
    perform private.expire_refund(usage);
  end if;
end $$;

-- Concurrent deductions from one user wait for the lock on the user's row. To hold it for less time, this
-- function reads the balance without a lock, inserts the line, and locks the row only for its update. If that fails, the line
-- is rolled back, and private.deduct_under_lock does everything under the lock. It fails in these cases: the month is due;
-- there are too few credits; the key is booked; the account is banned or deleted; the balance has changed meanwhile, so that
-- the two parts would be different; a line of a month was booked meanwhile (a deduction must not precede the line that closes
-- the month before it). Calls with the same key first wait for each other: otherwise a call that holds the account could wait
-- for the line of a call that waits for the account.
create function public.deduct_credits(p_user_id uuid, p_amount integer, p_description text, p_key text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  key_lock bigint := uuid_hash_extended(p_user_id, hashtextextended(p_key, 0));
  monthly integer;
  booked bigint;
  account record;
begin
  if p_amount is null or p_amount < 1 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_amount"}');
  end if;
  if not private.is_key(p_key) then
    perform private.refuse('422', 'invalid_input', '{"field": "p_key"}');
  end if;
  begin
    insert into public.credit_usage (user_id, kind, amount, description, key, subscription_amount, purchased_amount)
    select u.id, 'deduction', -p_amount, p_description, p_key, -seen.monthly, seen.monthly - p_amount
    from auth.users a join public.users u on u.id = a.id
    cross join lateral (select least(greatest(u.subscription_credits, 0), p_amount) as monthly) seen
    where a.id = p_user_id and private.state_of(a.banned_until, a.deleted_at) = 'active' and u.credits_reset_at > now()
      and u.subscription_credits + u.purchased_credits >= p_amount
      and pg_advisory_xact_lock(key_lock) is not null
    returning -subscription_amount, line into monthly, booked;
    if found then
      update public.users
      set subscription_credits = subscription_credits - monthly, purchased_credits = purchased_credits - (p_amount - monthly)
      where id = p_user_id and least(greatest(subscription_credits, 0), p_amount) = monthly
        and subscription_credits + purchased_credits >= p_amount
      returning subscription_credits, purchased_credits into account;
      -- The row is locked now: no further line of a month can be booked.
      if found and not exists (select from public.credit_grants where user_id = p_user_id and line > booked) then
        return jsonb_build_object('charged', true, 'subscription_credits', account.subscription_credits,
                                  'purchased_credits', account.purchased_credits);
      end if;
      raise serialization_failure;
    end if;
  exception when unique_violation or foreign_key_violation or serialization_failure then
    null;
  end;
  perform pg_advisory_xact_lock(key_lock);
  return private.deduct_under_lock(p_user_id, p_amount, p_description, p_key);
end $$;
comment on function public.deduct_credits is
  'Debits credits for anything but a generation. Idempotent by (user, key). Returns {charged, subscription_credits, '
  'purchased_credits}. Errors: 402 insufficient_credits {required, available}, 403 user_banned, 404 unknown_user, '
  '409 key_reused, 422 invalid_input {field}. Make only one call in a transaction: transactions with several calls can deadlock.';

create function private.deduct_under_lock(p_user_id uuid, p_amount integer, p_description text, p_key text) returns jsonb
language plpgsql set search_path = '' as $$
declare
  account public.users := private.lock_account(p_user_id);
  debited public.users;
begin
  debited := private.debit(account, 'deduction', p_amount, p_description, null, p_key);
  if debited.id is null then
    if exists (select from public.credit_usage
               where kind = 'deduction' and user_id = p_user_id and key = p_key
                 and (amount, description) is distinct from (-p_amount, p_description)) then
      perform private.refuse('409', 'key_reused');
    end if;
  end if;
  return jsonb_build_object(
    'charged', debited.id is not null,
    'subscription_credits', coalesce(debited.subscription_credits, account.subscription_credits),
    'purchased_credits', coalesce(debited.purchased_credits, account.purchased_credits));
end $$;

create function private.is_key(p_key text) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return coalesce(char_length(p_key) between 1 and 200, false);
end $$;

-- ---------------------------------------------------------------- by hand

create function public.adjust_credits(p_user_id uuid, p_amount bigint, p_reason text, p_key text default gen_random_uuid()::text)
returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  balance bigint;
begin
  if coalesce(p_amount, 0) = 0 or p_amount not between -1000000000 and 1000000000 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_amount"}');
  end if;
  if coalesce(btrim(p_reason), '') = '' then
    perform private.refuse('422', 'invalid_input', '{"field": "p_reason"}');
  end if;
  if not private.is_key(p_key) then
    perform private.refuse('422', 'invalid_input', '{"field": "p_key"}');
  end if;
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  insert into public.credit_purchases (user_id, kind, amount, price_id, key, description)
  values (p_user_id, 'adjustment', p_amount, 'adjustment', p_key, p_reason)
  on conflict do nothing;
  if found then
    update public.users set purchased_credits = purchased_credits + p_amount where id = p_user_id
    returning purchased_credits into balance;
    -- No balance may exceed the integers that JavaScript represents exactly.
    if abs(balance) > 1000000000000000 then
      perform private.refuse('422', 'invalid_input', '{"field": "p_amount"}');
    end if;
  elsif exists (select from public.credit_purchases
                where kind = 'adjustment' and user_id = p_user_id and key = p_key
                  and (amount, description) <> (p_amount, p_reason)) then
    perform private.refuse('409', 'key_reused');
  end if;
  return (select purchased_credits from public.users where id = p_user_id);
end $$;
comment on function public.adjust_credits is
  'For operators: adds (or removes) purchased credits, with a reason that the user sees in their statement. Idempotent by '
  '(user, key). Returns the balance. select adjust_credits(''<user id>'', 1000, ''Sorry for the trouble''); '
  'Errors: 404 unknown_user, 409 key_reused, 422 invalid_input {field}.';
