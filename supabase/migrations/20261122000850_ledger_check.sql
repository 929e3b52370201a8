-- Checks the ledger of some or all users: every balance is the sum of its lines, and every line has exactly one cause.
-- Returns the problems; no rows if there are none. select * from private.check_ledger();

-- The most that lines of kind debt may add to a user's balance: the credits that earlier accounts of the mailbox bought. Null if
-- there were earlier accounts, but their payments are no longer stored.
create function private.bought_before(p_user_id uuid) returns bigint
language sql stable set search_path = '' as $$
  select case
    when m.hash is null or m.anchor is null then 0
    when exists (select from private.mailbox_debts d where d.mailbox = m.hash) then (
      select coalesce(sum(p.bought), 0) from private.mailbox_payments p
      join private.mailbox_debts d on (d.account, d.packs) = (p.account, p.packs) where d.mailbox = m.hash)
    end
  from (select) one left join private.mailboxes m on m.holder = p_user_id
$$;

create function private.check_ledger(p_users uuid[] default null)
returns table (user_id uuid, problem text)
language sql stable set search_path = '' as $$
  with grants as (select * from public.credit_grants g where p_users is null or g.user_id = any (p_users)),
  purchases as (select * from public.credit_purchases c where p_users is null or c.user_id = any (p_users)),
  usage as (select * from public.credit_usage c where p_users is null or c.user_id = any (p_users)),
  monthly as (
    select lines.user_id, sum(lines.amount) as total
    from (select g.user_id, g.amount from grants g union all select c.user_id, c.subscription_amount from usage c) lines
    group by lines.user_id),
  purchased as (
    select lines.user_id, sum(lines.amount) as total
    from (select g.user_id, g.amount from purchases g union all select c.user_id, c.purchased_amount from usage c) lines
    group by lines.user_id),
  months as (
    select g.user_id, g.subscription_id, g.month_start,
           count(*) filter (where g.kind in ('free_month', 'plan_month')) as openings,
           sum(g.amount) filter (where g.kind not in ('expired', 'reopened', 'debt')) as given,
           sum(g.amount) filter (where g.kind in ('expired', 'reopened')) as reopened,
           (array_agg(g.level order by g.line desc))[1] as level
    from grants g group by g.user_id, g.subscription_id, g.month_start)
  select u.id, format('subscription_credits is %s, its lines sum to %s', u.subscription_credits, coalesce(m.total, 0))
  from public.users u left join monthly m on m.user_id = u.id
  where (p_users is null or u.id = any (p_users)) and u.subscription_credits <> coalesce(m.total, 0)
  union all
  select u.id, format('purchased_credits is %s, its lines sum to %s', u.purchased_credits, coalesce(p.total, 0))
  from public.users u left join purchased p on p.user_id = u.id
  where (p_users is null or u.id = any (p_users)) and u.purchased_credits <> coalesce(p.total, 0)
  union all
  select m.user_id, format('the month from %s of %s was opened %s times', m.month_start, coalesce(m.subscription_id, 'the free tier'), m.openings)
  from months m where m.openings <> 1
  union all
  select m.user_id, format('the month from %s is of the subscription %s, which is not this user''s', m.month_start, m.subscription_id)
  from months m where m.subscription_id is not null and not exists (
    select from public.subscriptions s where s.id = m.subscription_id and s.user_id = m.user_id)
  union all
  select m.user_id, format('the lines of the month from %s of %s sum to %s, but the level of the last one is %s', m.month_start,
                           coalesce(m.subscription_id, 'the free tier'), m.given, m.level)
  from months m where m.given <> m.level
  union all
  select m.user_id, format('the month from %s of %s got back %s more than had expired', m.month_start,
                           coalesce(m.subscription_id, 'the free tier'), m.reopened)
  from months m where m.reopened > 0
  union all
  select g.user_id, format('the free month from %s restores %s more than was taken back', g.month_start, sum(g.amount))
  from grants g where g.subscription_id is null and g.kind in ('taken_back', 'restored')
  group by g.user_id, g.month_start having sum(g.amount) > 0
  union all
  select d.user_id, format('line %s: the debt was paid back by %s more than was owed', d.line, d.owed - b.bought)
  from (select g.user_id, g.line, sum(g.amount) over (partition by g.user_id order by g.line) as owed
        from grants g where g.kind = 'debt') d
  cross join lateral private.bought_before(d.user_id) b(bought)
  where d.owed > b.bought
  union all
  select c.user_id, format('line %s: the payment %s bought no pack', c.line, c.payment_id)
  from purchases c
  where c.kind in ('taken_back', 'restored') and not exists (
    select from public.credit_purchases p where p.kind = 'pack' and p.payment_id = c.payment_id and p.user_id = c.user_id)
  union all
  select p.user_id, format('line %s: the pack of %s credits has %s left', p.line, p.amount, t.total)
  from purchases p
  cross join lateral (select sum(c.amount) as total from public.credit_purchases c where c.payment_id = p.payment_id) t
  where p.kind = 'pack' and t.total not between 0 and p.amount
  union all
  select p.user_id, format('line %s: the pack of %s credits has %s left, but %s of %s of its payment are lost', p.line,
                           p.amount, t.total, m.lost, m.amount)
  from purchases p join public.stripe_payments m on m.id = p.payment_id
  cross join lateral (select sum(c.amount) as total from public.credit_purchases c where c.payment_id = p.payment_id) t
  where p.kind = 'pack' and t.total <> p.amount - floor(p.amount::numeric * m.lost / greatest(m.amount, 1))
  union all
  select r.user_id, format('line %s refunds no debit of its generation', r.line)
  from usage r
  where r.kind = 'refund' and not exists (
    select from public.credit_usage d
    where d.kind = 'generation' and d.generation_id = r.generation_id and d.user_id = r.user_id
      and d.subscription_amount = -r.subscription_amount and d.purchased_amount = -r.purchased_amount)
  union all
  select g.user_id, format('line %s expires a refund that does not exist', g.line)
  from grants g
  where g.generation_id is not null and not exists (
    select from public.credit_usage r
    where r.kind = 'refund' and r.generation_id = g.generation_id and r.user_id = g.user_id and r.line < g.line
      and r.subscription_amount >= -g.amount)
  union all
  select d.user_id, format('line %s: the generation %s cost %s and was debited %s', d.line, m.id, m.credits_used, -d.amount)
  from usage d join public.generated_media m on m.id = d.generation_id
  where d.kind = 'generation' and (m.user_id <> d.user_id or m.credits_used <> -d.amount)
  union all
  select m.user_id, format('the generation %s has no debit', m.id)
  from public.generated_media m
  where (p_users is null or m.user_id = any (p_users)) and m.credits_used > 0
    and not exists (select from public.credit_usage d where d.kind = 'generation' and d.generation_id = m.id)
  union all
  select m.user_id, format('the generation %s failed and was not refunded', m.id)
  from public.generated_media m
  where (p_users is null or m.user_id = any (p_users)) and m.status = 'failed' and m.credits_used > 0
    and not exists (select from public.credit_usage r where r.kind = 'refund' and r.generation_id = m.id)
$$;

-- In batches, because all users at once may take longer than the time limit of a request.
create function public.check_next_ledgers(p_after uuid, p_limit integer default 1000) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page uuid[] := array(select id from public.users where id > p_after order by id limit least(p_limit, 1000));
begin
  return jsonb_build_object(
    'last', page[cardinality(page)],
    'problems', coalesce((select jsonb_agg(to_jsonb(wrong)) from private.check_ledger(page) wrong), '[]'));
end $$;
comment on function public.check_next_ledgers is
  'private.check_ledger for at most p_limit (1000) users, in the order of their ids, after p_after. Returns {last, problems: [{user_id, '
  'problem}]}; last is null once there are no more users.';
