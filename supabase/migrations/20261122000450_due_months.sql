-- Grants the monthly credits of inactive users. Each account has its own sub-transaction, so one failure does not stop others.

create table public.credit_grant_failures (
  user_id uuid primary key references public.users (id) on delete cascade,
  error text not null,
  attempts integer not null default 1,
  failed_at timestamptz not null default now()
);
comment on table public.credit_grant_failures is
  'Accounts whose due month could not be booked. Each is retried an hour after its failure. Service role only.';
comment on column public.credit_grant_failures.error is 'The SQLSTATE of the last failure. select ensure_due_credits(<user id>) shows the whole error.';
alter table public.credit_grant_failures enable row level security;

create function public.refresh_due_credits(p_limit integer default 1000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  due uuid;
  taken integer := 0;
  booked uuid[] := '{}';
begin
  perform private.assign_free_mailboxes();
  for due in
    select u.id from public.users u join auth.users a on a.id = u.id
    where u.credits_reset_at <= now()
      and not exists (select from public.credit_grant_failures f where f.user_id = u.id and f.failed_at > now() - interval '1 hour')
    order by u.credits_reset_at limit p_limit
    for key share of a skip locked for update of u skip locked
  loop
    taken := taken + 1;
    begin
      perform private.grant_due_credits(due);
      booked := booked || due;
    exception when others then
      insert into public.credit_grant_failures as f (user_id, error) values (due, sqlstate)
      on conflict (user_id) do update set error = excluded.error, attempts = f.attempts + 1, failed_at = now();
    end;
  end loop;
  delete from public.credit_grant_failures where user_id = any(booked);
  perform private.delete_old_debts();
  return taken;
end $$;
comment on function public.refresh_due_credits is
  'Grants the monthly credits of at most p_limit users whose month is over. Failures are stored in credit_grant_failures, and '
  'retried after an hour. Returns how many users were processed: call it until it returns 0.';

-- Runs every five minutes where pg_cron is installed; `python -m service reconcile` calls the same function.
do $$
begin
  if exists (select from pg_extension where extname = 'pg_cron') then
    -- Batches, each in its own transaction, so that no row is locked for long; the next run continues. Postgres caches 64
    -- sub-transactions: with more in one transaction, all snapshots become slower.
    perform cron.schedule('refresh-due-credits', '*/5 * * * *',
      'do $cron$ begin for turn in 1..20000 loop exit when public.refresh_due_credits(50) = 0; commit; end loop; end $cron$');
  end if;
end $$;
