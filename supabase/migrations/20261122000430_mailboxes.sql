-- Free months belong to a mailbox, not to an account. A user who deletes an account and signs up again with the same mailbox,
-- in any spelling of its address, continues the same free month, and keeps its debt.
--
-- One account holds a mailbox: the first one with a confirmed address. Another account of the same mailbox gets no free months
-- until the holder is deleted; then it becomes the holder. An account without an email address has its own free months.

create extension if not exists pgcrypto with schema extensions;

create function private.has_months_per_mailbox() returns boolean
language sql stable set search_path = '' as $$
  select coalesce((select value = 'true' from public.settings where name = 'free_months_per_mailbox'), false)
$$;

-- ---------------------------------------------------------------- the hash of an address

-- Generated once. Without the key nobody can test whether an address belongs to a hash.
create table private.mailbox_key (
  id boolean primary key default true check (id),
  key bytea not null
);
comment on table private.mailbox_key is 'The key that hashes mailboxes: one row, made at the first migration. It must not change.';
insert into private.mailbox_key (key) values (extensions.gen_random_bytes(32));

-- The mailbox of an address: in lower case, without +tag, and without dots at Gmail. Null if it is not an address.
create function private.mailbox_address(p_email text) returns text
language plpgsql immutable set search_path = '' as $$
declare
  parts record := private.address_parts(p_email);
  mailbox text := coalesce(nullif(split_part(parts.local_part, '+', 1), ''), parts.local_part);
begin
  if parts.domain in ('gmail.com', 'googlemail.com') then
    return replace(mailbox, '.', '') || '@gmail.com';
  end if;
  return mailbox || '@' || parts.domain;
end $$;

create function private.mailbox_hash(p_email text) returns bytea
language sql stable set search_path = '' as $$
  select extensions.hmac(convert_to(private.mailbox_address(p_email), 'UTF8'), key, 'sha256')
  from private.mailbox_key
$$;

-- ---------------------------------------------------------------- mailboxes

create table private.mailboxes (
  hash bytea primary key,
  holder uuid unique references auth.users (id) on delete set null,
  anchor timestamptz,
  month_start timestamptz,
  carried bigint not null default 0,
  taken_back bigint not null default 0,
  starts_at timestamptz
);
comment on table private.mailboxes is 'The free months of a mailbox, across all accounts that it has had. Not exposed by any API.';
comment on column private.mailboxes.hash is 'A keyed hash of the address. The address itself is not stored.';
comment on column private.mailboxes.holder is 'The account that has the free months; null after its deletion.';
comment on column private.mailboxes.anchor is 'The months are counted from here: the first sign-up. Null: from the holder''s own sign-up.';
comment on column private.mailboxes.month_start is 'The start of the last month that was opened.';
comment on column private.mailboxes.carried is 'What a deleted account had left of that month, or owed (negative), until the next account gets it.';
comment on column private.mailboxes.taken_back is
  'What refunds and disputes took back after a deletion, less what free months have paid of it; negative if more was restored.';
comment on column private.mailboxes.starts_at is 'Until then the holder has a free month of another mailbox, and opens none of this one.';

-- Accounts that wait for a mailbox that another account holds.
create table private.mailbox_queue (
  user_id uuid primary key references auth.users (id) on delete cascade,
  hash bytea not null
);
comment on table private.mailbox_queue is 'Accounts that wait for the free months of a mailbox that another account holds.';
create index mailbox_queue_hash_idx on private.mailbox_queue (hash);

-- The mailbox that an account holds; it is claimed if nobody holds it. All nulls if the address is not confirmed or another
-- account holds the mailbox. A free month that the account already has is not shortened, and an account that changed its
-- address gets no month of the new mailbox before its next one begins.
-- The user must be locked. Lock order: all accounts before a mailbox.
create function private.claim_mailbox(p_user auth.users, p_moved boolean default false, p_anchor timestamptz default null)
returns private.mailboxes
language plpgsql set search_path = '' as $$
declare
  wanted bytea := private.mailbox_hash(p_user.email);
  mailbox private.mailboxes;
begin
  select * into mailbox from private.mailboxes where holder = p_user.id;
  if found or wanted is null or p_user.email_confirmed_at is null then
    return mailbox;
  end if;
  insert into private.mailboxes (hash, anchor) values (wanted, p_anchor) on conflict do nothing;
  update private.mailboxes
  set holder = p_user.id,
      starts_at = coalesce((private.running_free_month(p_user.id)).month_end, case
        when p_moved and (private.open_month(p_user.id)).subscription_id is null
        then (private.free_month_at(coalesce(anchor, private.sign_up_of(p_user)), now())).month_end end)
  where hash = wanted and holder is null
  returning * into mailbox;
  if mailbox.hash is null then
    insert into private.mailbox_queue values (p_user.id, wanted) on conflict (user_id) do update set hash = excluded.hash;
  else
    delete from private.mailbox_queue where user_id = p_user.id;
  end if;
  return mailbox;
end $$;

-- The free month of an account at that time, if it granted any credits.
create function private.running_free_month(p_user_id uuid, p_at timestamptz default now()) returns private.credit_month
language plpgsql stable set search_path = '' as $$
declare
  month private.credit_month;
begin
  select null, g.month_start, g.month_end into month from public.credit_grants g
  where g.user_id = p_user_id and g.kind = 'free_month' and g.level > 0 and g.month_end > p_at
  order by g.line desc limit 1;
  return month;
end $$;

-- ---------------------------------------------------------------- the free month of an account

-- The free month of an account that holds this mailbox; null if it gets none. credits: what the month grants when it is
-- opened. debt: what an earlier account of the mailbox owes, as a negative number; positive if it owes less than was paid.
create function private.free_month(p_account auth.users, p_mailbox private.mailboxes, p_at timestamptz,
                                   out month private.credit_month, out credits integer, out debt integer)
language plpgsql stable set search_path = '' as $$
declare
  is_without boolean := p_mailbox.hash is null and private.needs_mailbox(p_account);
begin
  credits := (select p.credits from public.products p where p.id = 'free');
  debt := 0;
  if p_mailbox.starts_at > p_at or is_without then
    month := private.running_free_month(p_account.id, p_at);
    if month.month_start is not null then
      return;
    end if;
  end if;
  month := private.free_month_at(coalesce(p_mailbox.anchor, private.sign_up_of(p_account)), p_at);
  if is_without then
    credits := 0;
    if (private.open_month(p_account.id)).month_start is null then
      month := null;
    end if;
  elsif p_mailbox.starts_at > p_at then
    credits := 0;
  elsif p_mailbox.month_start = month.month_start and (private.month_totals(p_account.id, month)).level is null then
    credits := greatest(0, least(credits, p_mailbox.carried));
    debt := private.as_debt(p_mailbox.carried);
  elsif p_mailbox.carried < 0 then
    debt := private.as_debt(p_mailbox.carried + (private.months_between(p_mailbox.month_start, month.month_start) - 1) * credits);
  end if;
  debt := greatest(debt - coalesce(p_mailbox.taken_back, 0), -1000000000);
end $$;

create function private.needs_mailbox(p_user auth.users) returns boolean
language sql stable set search_path = '' as $$
  select private.has_months_per_mailbox() and private.mailbox_address(p_user.email) is not null
$$;

-- The mailbox of an account, locked. While the setting free_months_per_mailbox is off, no mailbox is claimed, and one that is
-- held stays. Without the lock, a debt that is added meanwhile could be recorded as paid.
create function private.lock_mailbox(p_user auth.users) returns private.mailboxes
language plpgsql set search_path = '' as $$
declare
  mailbox private.mailboxes;
begin
  select * into mailbox from private.mailboxes where holder = p_user.id for update;
  if not found and private.needs_mailbox(p_user) then
    return private.claim_mailbox(p_user);
  end if;
  return mailbox;
end $$;

-- Users inserted by SQL may have no created_at: their months are counted from the 1st.
create function private.sign_up_of(p_user auth.users) returns timestamptz
language sql immutable set search_path = '' as $$
  select coalesce(p_user.created_at, timestamptz '2000-01-01 00:00Z')
$$;

create function private.free_month_at(p_anchor timestamptz, p_at timestamptz) returns private.credit_month
language plpgsql stable set search_path = '' as $$
declare
  w record := private.monthly_window(p_anchor, p_at);
begin
  return row(null, w.window_start, w.window_end)::private.credit_month;
end $$;

create function private.months_between(p_start timestamptz, p_later timestamptz) returns integer
language sql stable set search_path = '' as $$
  select greatest(1, (extract(year from p_later at time zone 'UTC') - extract(year from p_start at time zone 'UTC')) * 12
                     + extract(month from p_later at time zone 'UTC') - extract(month from p_start at time zone 'UTC'))::integer
$$;

create function private.as_debt(p_amount bigint) returns integer
language sql immutable set search_path = '' as $$
  select greatest(least(0, p_amount), -1000000000)::integer
$$;

-- Records that the holder has opened this free month and got what was carried over. Does nothing while the holder has a month
-- of another mailbox.
create function private.record_free_month(p_user_id uuid, p_month private.credit_month) returns void
language plpgsql set search_path = '' as $$
begin
  update private.mailboxes set month_start = p_month.month_start, carried = 0, taken_back = 0, starts_at = null
  where holder = p_user_id and coalesce(starts_at <= now(), true);
end $$;

-- ---------------------------------------------------------------- who waits for a mailbox

-- Assigns mailboxes without a holder to accounts that wait for them; their month is opened by the next refresh. An account
-- without a confirmed address leaves the queue, and is queued again once it has one.
create function private.assign_free_mailboxes() returns void
language plpgsql set search_path = '' as $$
declare
  waiting auth.users;
begin
  for waiting in
    select a.* from private.mailbox_queue q
    join private.mailboxes m on m.hash = q.hash join auth.users a on a.id = q.user_id join public.users u on u.id = q.user_id
    where m.holder is null
    for key share of a skip locked for update of u skip locked
  loop
    if (private.claim_mailbox(waiting)).holder is not null then
      delete from private.mailbox_queue where user_id = waiting.id;
      perform private.set_credits_reset_at(waiting.id, now());
    elsif waiting.email_confirmed_at is null or private.mailbox_address(waiting.email) is null then
      delete from private.mailbox_queue where user_id = waiting.id;
    end if;
  end loop;
end $$;

-- ---------------------------------------------------------------- when an address is confirmed or changed

-- The first confirmed address opens the first free month. A later change of address opens none: the current month continues,
-- and the old mailbox keeps the record of its months.
create function private.update_mailbox_on_address_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  held private.mailboxes;
  is_first boolean := old.email_confirmed_at is null and private.mailbox_address(old.email) is not null;
begin
  if not private.needs_mailbox(new) or new.email_confirmed_at is null or (private.lock_user(new.id)).id is null then
    return null;
  end if;
  select * into held from private.mailboxes where holder = new.id;
  if held.hash <> private.mailbox_hash(new.email) then
    perform private.grant_due_credits(new.id);  -- first book what is due from the old mailbox
    delete from private.mailboxes m where holder = new.id and month_start is null and carried = 0 and taken_back = 0
      and not exists (select from private.mailbox_debts d where d.mailbox = m.hash);
    update private.mailboxes set holder = null, starts_at = null, anchor = coalesce(anchor, private.sign_up_of(new))
    where holder = new.id;
  end if;
  perform private.claim_mailbox(new, not is_first, held.anchor);
  perform private.grant_due_credits(new.id);
  return null;
end $$;
create trigger update_mailbox_on_address_change after update of email, email_confirmed_at on auth.users for each row
  when (old.email is distinct from new.email or (old.email_confirmed_at is null) <> (new.email_confirmed_at is null))
  execute function private.update_mailbox_on_address_change();

-- ---------------------------------------------------------------- for the user's export

create function public.export_mailbox(p_user_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select jsonb_build_object(
      'address_hash', encode(m.hash, 'hex'),
      'months_counted_from', case when m.holder = u.id then coalesce(m.anchor, private.sign_up_of(u)) end,
      'last_month_opened', case when m.holder = u.id then m.month_start end,
      'trial_used', exists (select from private.trials t where t.mailbox = m.hash))
    from auth.users u
    join private.mailboxes m on m.holder = u.id or m.hash = private.mailbox_hash(u.email) and private.needs_mailbox(u)
    where u.id = p_user_id
    order by m.holder is not distinct from u.id desc limit 1);
end $$;
comment on function public.export_mailbox is
  'What is kept after the deletion of this account: {address_hash, months_counted_from, last_month_opened, trial_used}; null '
  'if nothing is. The months are null for an account that does not hold the mailbox.';
