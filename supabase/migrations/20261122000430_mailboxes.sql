-- Free months belong to a mailbox, not to an account. Whoever deletes an account and signs up again with the same mailbox,
-- however its address is spelled, goes on with the free month as it stood, and with its debt.
--
-- A mailbox is held by one account: the first with a confirmed address in it. Another account of the same mailbox gets no
-- free months while the holder lives, and takes over once the holder is deleted. An account without an e-mail address has
-- free months of its own.

create extension if not exists pgcrypto with schema extensions;

insert into public.settings (name, value, description) values
  ('free_months_per_mailbox', 'true',
   'Whether a deleted account''s free month goes on when its mailbox signs up again. false: every account has its own.');

alter table public.settings add constraint settings_free_months_per_mailbox
  check (name <> 'free_months_per_mailbox' or jsonb_typeof(value) = 'boolean');

create function private.has_months_per_mailbox() returns boolean
language plpgsql stable set search_path = '' as $$
begin
  return coalesce((select value = 'true' from public.settings where name = 'free_months_per_mailbox'), false);
end $$;

-- ---------------------------------------------------------------- the hash of an address

-- Made once, here. Without it nobody can tell whether an address belongs to a hash.
create table private.mailbox_key (
  id boolean primary key default true check (id),
  key bytea not null
);
insert into private.mailbox_key (key) values (extensions.gen_random_bytes(32));

-- The mailbox that an address leads to, null for what is no address: no case, no +tag, no dots at Gmail.
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
language plpgsql stable set search_path = '' as $$
begin
  return (select extensions.hmac(convert_to(private.mailbox_address(p_email), 'UTF8'), key, 'sha256')
          from private.mailbox_key);
end $$;

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
comment on table private.mailboxes is 'What the free months of a mailbox are, across the accounts that it has had. No API reaches it.';
comment on column private.mailboxes.hash is 'A keyed hash of the address. The address itself is not kept.';
comment on column private.mailboxes.holder is 'The account that has the free months; null after its deletion.';
comment on column private.mailboxes.anchor is 'The months are counted from here: the first sign-up. Null: the holder''s own sign-up.';
comment on column private.mailboxes.month_start is 'The last month that was opened begins here.';
comment on column private.mailboxes.carried is 'What a deleted account left of that month, or owed (negative), until the next account has it.';
comment on column private.mailboxes.taken_back is
  'What refunds and disputes took back after a deletion and no free month has paid yet; negative if more was restored.';
comment on column private.mailboxes.starts_at is 'The holder has a free month from elsewhere until then, and opens none before.';

-- Accounts whose mailbox another account held when they asked for it.
create table private.mailbox_queue (
  user_id uuid primary key references auth.users (id) on delete cascade,
  hash bytea not null
);
create index mailbox_queue_hash_idx on private.mailbox_queue (hash);

-- The mailbox that an account holds, or holds from now on; all nulls if it has none: its address is not confirmed, or
-- another account holds the mailbox. A free month that the account has already is not cut short, and an account that comes
-- from another address gets none before a month has begun.
-- Of a user who is locked. A mailbox is locked after every account.
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
        then (private.month_of(coalesce(anchor, private.sign_up_of(p_user)), now())).month_end end)
  where hash = wanted and holder is null
  returning * into mailbox;
  if mailbox.hash is null then
    insert into private.mailbox_queue values (p_user.id, wanted) on conflict (user_id) do update set hash = excluded.hash;
  else
    delete from private.mailbox_queue where user_id = p_user.id;
  end if;
  return mailbox;
end $$;

-- The free month that an account is in at that time, if it was given anything for it.
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

-- The free month of an account that holds this mailbox: null if there is none for it. credits: what it gives when it is
-- opened. debt: what an earlier account of the mailbox owes, as a negative number; positive if it owes less than it paid.
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
  month := private.month_of(coalesce(p_mailbox.anchor, private.sign_up_of(p_account)), p_at);
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
language plpgsql stable set search_path = '' as $$
begin
  return private.has_months_per_mailbox() and private.mailbox_address(p_user.email) is not null;
end $$;

-- While months belong to accounts, no mailbox is claimed any more; one that is held goes on. It is locked, so that a debt that
-- comes meanwhile is not taken for one that was paid.
create function private.mailbox_of_account(p_user auth.users) returns private.mailboxes
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

-- A user whom SQL inserted may have no date of sign-up: their months begin on the first.
create function private.sign_up_of(p_user auth.users) returns timestamptz
language plpgsql immutable set search_path = '' as $$
begin
  return coalesce(p_user.created_at, timestamptz '2000-01-01 00:00Z');
end $$;

create function private.month_of(p_anchor timestamptz, p_at timestamptz) returns private.credit_month
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

-- After a free month was opened: nobody else opens it, and what was carried into it is given. Not of a month that the account
-- brought along.
create function private.record_free_month(p_user_id uuid, p_month private.credit_month) returns void
language plpgsql set search_path = '' as $$
begin
  update private.mailboxes set month_start = p_month.month_start, carried = 0, taken_back = 0, starts_at = null
  where holder = p_user_id and coalesce(starts_at <= now(), true);
end $$;

-- ---------------------------------------------------------------- who waits for a mailbox

-- Accounts that wait for a mailbox whose holder is gone get it, and their month with the next refresh. One that has no
-- confirmed address any more waits no longer: it asks again once it has one.
create function private.assign_free_mailboxes() returns void
language plpgsql set search_path = '' as $$
declare
  heir auth.users;
begin
  for heir in
    select a.* from private.mailbox_queue q
    join private.mailboxes m on m.hash = q.hash join auth.users a on a.id = q.user_id join public.users u on u.id = q.user_id
    where m.holder is null
    for key share of a skip locked for update of u skip locked
  loop
    if (private.claim_mailbox(heir)).holder is not null then
      delete from private.mailbox_queue where user_id = heir.id;
      perform private.set_credits_reset_at(heir.id, now());
    elsif heir.email_confirmed_at is null or private.mailbox_address(heir.email) is null then
      delete from private.mailbox_queue where user_id = heir.id;
    end if;
  end loop;
end $$;

-- ---------------------------------------------------------------- when an address is confirmed or changed

-- A first confirmed address brings the first free month. Another address never does: the month under way goes on, and the
-- mailbox that the account leaves has given its own.
create function private.update_mailbox_on_address_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  had private.mailboxes;
  is_first boolean := old.email_confirmed_at is null and private.mailbox_address(old.email) is not null;
begin
  if not private.needs_mailbox(new) or new.email_confirmed_at is null or (private.lock_user(new.id)).id is null then
    return null;
  end if;
  select * into had from private.mailboxes where holder = new.id;
  if had.hash <> private.mailbox_hash(new.email) then
    perform private.grant_due_credits(new.id);  -- what is due of the mailbox that the account leaves
    delete from private.mailboxes m where holder = new.id and month_start is null and carried = 0 and taken_back = 0
      and not exists (select from private.mailbox_debts d where d.mailbox = m.hash);
    update private.mailboxes set holder = null, starts_at = null, anchor = coalesce(anchor, private.sign_up_of(new))
    where holder = new.id;
  end if;
  perform private.claim_mailbox(new, not is_first, had.anchor);
  perform private.grant_due_credits(new.id);
  return null;
end $$;
create trigger update_mailbox_on_address_change after update of email, email_confirmed_at on auth.users for each row
  when (old.email is distinct from new.email or (old.email_confirmed_at is null) <> (new.email_confirmed_at is null))
  execute function private.update_mailbox_on_address_change();

-- ---------------------------------------------------------------- for the user's export

create function public.mailbox_of(p_user_id uuid) returns jsonb
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
comment on function public.mailbox_of is
  'What outlives the deletion of this account: {address_hash, months_counted_from, last_month_opened, trial_used}; null '
  'if nothing does. The months are those of the account that has them, and null for another one of the mailbox.';
