-- The business in views, for operators: in Studio, any SQL client, and `python -m service report`. No API role but service_role reads
-- them, and PostgREST does not expose the schema.

create schema reports;
comment on schema reports is 'Views for operators. Days are in UTC; views by day show the last 30 days.';

-- Rows of these tables are written in the order of their times, so a block range index is small and costs nothing to keep.
create index generated_media_created_at_idx on public.generated_media using brin (created_at) with (pages_per_range = 16, autosummarize = on);
create index credit_usage_created_at_idx on public.credit_usage using brin (created_at) with (pages_per_range = 16, autosummarize = on);
create index credit_grants_created_at_idx on public.credit_grants using brin (created_at) with (pages_per_range = 16, autosummarize = on);
create index credit_purchases_created_at_idx on public.credit_purchases using brin (created_at) with (pages_per_range = 16, autosummarize = on);

create view reports.generations_by_day as
  select (created_at at time zone 'UTC')::date as day, model_id as model, status,
         coalesce(failure_reason, '') as failure_reason, count(*) as generations, sum(credits_used) as credits,
         round(percentile_cont(0.5) within group (order by extract(epoch from finished_at - started_at))::numeric, 1) as p50_seconds,
         round(percentile_cont(0.95) within group (order by extract(epoch from finished_at - started_at))::numeric, 1) as p95_seconds
  from public.generated_media
  where created_at > now() - interval '30 days'
  group by 1, 2, 3, 4
  order by day desc, model, status, failure_reason;
comment on view reports.generations_by_day is
  'Generations by day, model and outcome. Seconds are from the start of the run to its end; null while they are unfinished.';

create view reports.late_generations as
  select g.id, g.user_id, u.email, g.model_id as model, g.status, g.run_id, g.started_at,
         now() - g.started_at as age, now() - g.updated_at as silent_for
  from public.generated_media g
  join public.models m on m.id = g.model_id
  join auth.users u on u.id = g.user_id
  where g.status in ('pending', 'processing')
    and (g.updated_at < now() - interval '5 minutes' or g.started_at < now() - make_interval(secs => m.timeout_seconds))
  order by g.started_at;
comment on view reports.late_generations is
  'Pending and processing generations without a report for five minutes, or older than their model allows. The reconciler ends '
  'them. Generations that wait are not late.';

create view reports.credits_by_day as
  select (created_at at time zone 'UTC')::date as day,
         coalesce(sum(amount) filter (where kind in ('free_month', 'plan_month', 'upgrade', 'reopened')), 0) as granted,
         coalesce(sum(amount) filter (where kind = 'pack'), 0) as bought,
         coalesce(-sum(amount) filter (where kind in ('generation', 'deduction')), 0) as spent,
         coalesce(sum(amount) filter (where kind = 'refund'), 0) as refunded,
         coalesce(-sum(amount) filter (where kind = 'expired'), 0) as expired,
         coalesce(-sum(amount) filter (where kind in ('taken_back', 'restored', 'duplicate', 'debt')), 0) as taken_back,
         coalesce(sum(amount) filter (where kind = 'adjustment'), 0) as adjusted
  from (
    select created_at, kind, amount from public.credit_grants where created_at > now() - interval '30 days'
    union all
    select created_at, kind, amount from public.credit_purchases where created_at > now() - interval '30 days'
    union all
    select created_at, kind, amount from public.credit_usage where created_at > now() - interval '30 days') lines
  group by 1
  order by day desc;
comment on view reports.credits_by_day is
  'Credits by day: granted by months and upgrades, bought in packs, spent, refunded, expired, taken back with money, adjusted.';

create view reports.customers as
  select u.id as user_id, a.email, coalesce(d.name, 'Free') as plan, s.status, s.current_period_end,
         u.subscription_credits + u.purchased_credits as credits, a.created_at as signed_up_at,
         (select g.created_at from public.generated_media g where g.user_id = u.id order by g.created_at desc limit 1) as last_generation_at
  from public.users u
  join auth.users a on a.id = u.id
  left join public.subscriptions s on s.user_id = u.id and s.live and not s.duplicate
  left join public.prices p on p.id = s.price_id
  left join public.products d on d.id = p.product_id;
comment on view reports.customers is 'Each user with plan, balance and last generation. Filter or order it: it has a row for each user.';

create view reports.payments_taken_back as
  select p.id as payment_id, case when p.invoice_id is null then 'pack' else 'plan' end as bought, b.user_id, a.email,
         p.amount, p.refunded, p.disputed, p.lost
  from public.stripe_payments p
  left join lateral (
    select c.user_id from public.credit_purchases c where c.payment_id = p.id
    union all
    select s.user_id from public.stripe_invoices i join public.subscriptions s on s.id = i.subscription_id where i.id = p.invoice_id
    limit 1) b on true
  left join auth.users a on a.id = b.user_id
  where p.lost > 0
  order by p.synced_ticket desc;
comment on view reports.payments_taken_back is
  'Payments that were refunded or disputed, newest first. Amounts are in the smallest unit of the currency; lost is the part that was refunded, disputed or withdrawn.';

create view reports.failed_events as
  select id, type, object_id, received_at, attempts, error, given_up
  from public.stripe_events
  where processed_at is null and attempts > 0
  order by received_at desc;
comment on view reports.failed_events is 'Events of Stripe that were received and not processed. The reconciler tries them again, until they are given up.';

create view reports.top_users as
  select g.user_id, a.email, count(*) as generations, sum(g.credits_used) filter (where g.status <> 'failed') as credits,
         count(*) filter (where g.status = 'failed') as failed, max(g.created_at) as last_generation_at
  from public.generated_media g
  join auth.users a on a.id = g.user_id
  where g.created_at > now() - interval '30 days'
  group by 1, 2
  order by credits desc nulls last
  limit 100;
comment on view reports.top_users is 'The 100 users who spent the most credits on generations in the last 30 days.';

create function public.report(p_name text, p_limit integer default 50) returns setof json
language sql stable security definer set search_path = '' as $$
  select to_json(r) from (select * from reports.generations_by_day limit p_limit) r where p_name = 'generations_by_day'
  union all
  select to_json(r) from (select * from reports.late_generations limit p_limit) r where p_name = 'late_generations'
  union all
  select to_json(r) from (select * from reports.credits_by_day limit p_limit) r where p_name = 'credits_by_day'
  union all
  select to_json(r) from (select * from reports.customers limit p_limit) r where p_name = 'customers'
  union all
  select to_json(r) from (select * from reports.payments_taken_back limit p_limit) r where p_name = 'payments_taken_back'
  union all
  select to_json(r) from (select * from reports.failed_events limit p_limit) r where p_name = 'failed_events'
  union all
  select to_json(r) from (select * from reports.top_users limit p_limit) r where p_name = 'top_users'
$$;
comment on function public.report is
  'The first rows of a view of the schema reports, as objects whose members have the order of the columns; none for another '
  'name. For `python -m service report`.';

create function public.report_names() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_object_agg(c.relname, obj_description(c.oid, 'pg_class'))
  from pg_catalog.pg_class c where c.relnamespace = 'reports'::regnamespace and c.relkind = 'v'
$$;
comment on function public.report_names is 'The names of the reports, and what each shows.';
