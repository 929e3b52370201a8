-- Grants: everything is revoked, then granted by name. Policies decide which rows a role may use, these grants decide which
-- verbs and columns.

revoke all on all tables in schema public from public, anon, authenticated, service_role;
revoke all on all sequences in schema public from public, anon, authenticated, service_role;
revoke all on all functions in schema public from public, anon, authenticated, service_role, supabase_auth_admin;
revoke all on all tables in schema private from public, anon, authenticated, service_role, supabase_auth_admin;
revoke all on schema private from public, anon, authenticated, service_role;
revoke all on all sequences in schema private from public, anon, authenticated, service_role;
revoke all on all functions in schema private from public, anon, authenticated, service_role;

-- Truncate runs no trigger of a row, so it would pass all rules about deletions, for the owner of the database too.
create function private.refuse_truncate() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '%: truncate is refused, because it would skip the rules for each row; use: delete from %.%',
    tg_table_name, tg_table_schema, tg_table_name using errcode = 'check_violation';
end $$;
do $$
declare
  each regclass;
begin
  for each in
    select oid from pg_class where relkind = 'r' and relnamespace in ('public'::regnamespace, 'private'::regnamespace)
  loop
    execute format('create trigger refuse_truncate before truncate on %s execute function private.refuse_truncate()', each);
  end loop;
end $$;

-- ---------------------------------------------------------------- the browser, signed in or not

grant select on public.tiers, public.products, public.prices to anon, authenticated;
grant execute on function public.shared(text, integer), public.generation_limits() to anon, authenticated, service_role;
grant select (id, name, description, category, media_type, credit_cost, input_schema, timeout_seconds, position,
              active, about_url, translations, min_tier, examples, results_limit, created_at, updated_at) on public.models to anon, authenticated;

-- ---------------------------------------------------------------- the browser, signed in

grant select on public.users to authenticated;
grant update (full_name, avatar_url) on public.users to authenticated;
grant select, delete on public.generated_media to authenticated;
grant select, insert (user_id, generation_id), delete on public.favorites to authenticated;
grant select, insert (id, user_id, name), update (name), delete on public.collections to authenticated;
grant select, insert (collection_id, generation_id, user_id), delete on public.collection_items to authenticated;
grant select, insert (generation_id, collection_id, show_prompt), update (show_prompt), delete on public.shares to authenticated;
grant select on public.subscriptions to authenticated;
grant select on public.credit_grants, public.credit_purchases, public.credit_usage, public.credit_history to authenticated;
grant select on public.premium_content to authenticated;
grant execute on function
  public.has_tier(text), public.open_tiers(), public.is_active_user(), public.plan_offers(), public.free_months(),
  public.next_month(), public.current_generations(uuid), public.recent_prompts(), public.premium_titles(),
  public.upload_quota(), public.is_mail_domain_refused(text)
to authenticated;
-- Policies and checks call these under the role of the user.
grant execute on function
  private.is_upload_name(text, uuid), private.has_upload_room(integer),
  private.is_own_result(uuid), private.is_own_collection(uuid)
to authenticated;
grant execute on function private.is_name(text, integer) to authenticated, service_role;

-- ---------------------------------------------------------------- the service

-- The service role reads everything. Balances, ledger, generations and the mirror are changed by functions only, so even the
-- service key cannot create credits without a line.
grant select on all tables in schema public to service_role;
grant update (full_name, avatar_url, billing_address, payment_method) on public.users to service_role;
grant update (media_url, storage_path, metadata, thumbnail_url, placeholder, width, height) on public.generated_media
  to service_role;
grant delete on public.generated_media to service_role;
grant insert, update, delete on public.models, public.settings, public.premium_content, public.refused_mail_domains
  to service_role;

grant execute on function
  public.start_generations(uuid[], uuid, text, text[], jsonb),
  public.start_waiting_generation(uuid),
  public.wait_again(uuid),
  public.record_progress(uuid, text, real, text),
  public.start_storing(uuid, text),
  public.complete_generation(uuid, text, text, jsonb),
  public.fail_generation(uuid, text, jsonb),
  public.deduct_credits(uuid, integer, text, text),
  public.adjust_credits(uuid, bigint, text, text),
  public.ensure_due_credits(uuid),
  public.refresh_due_credits(integer),
  public.has_tier(text),
  public.open_tiers(),
  public.require_active_user(uuid),
  public.list_user_files(uuid, text, integer),
  public.next_files_to_remove(integer),
  public.forget_files(text[]),
  public.receive_stripe_event(text, text, text, timestamptz),
  public.due_stripe_events(double precision),
  public.finish_stripe_event(text, text),
  public.next_stripe_ticket(jsonb),
  public.own_stripe_account(jsonb),
  public.delete_orphaned_customer(text),
  public.record_email_sent(text, text),
  public.delete_old_stripe_events(integer),
  public.sync_product(jsonb, bigint, text),
  public.sync_price(jsonb, bigint, text),
  public.mark_product_deleted(text, bigint),
  public.mark_price_deleted(text, bigint),
  public.sync_customer(uuid, text, bigint, text),
  public.mark_customer_deleted(text, bigint),
  public.sync_subscription(jsonb, bigint, text, jsonb, boolean, boolean),
  public.fulfil_purchase(uuid, text, text, integer, text),
  public.sync_payment(text, bigint, bigint, bigint, bigint, bigint, text, text),
  public.check_next_ledgers(uuid, integer),
  public.trial_days(uuid, text),
  public.published_tables(),
  public.sign_up_hook_works(),
  public.storage_policies(),
  public.tables_without_rls(),
  public.users_unknown_to_auth(integer),
  public.recent_sign_ups(),
  public.packs_below_plans(),
  public.unfinished_work(),
  public.export_mailbox(uuid),
  public.report(text, integer),
  public.report_names()
to service_role;

-- The views of operators. They run with the rights of their owner.
revoke all on schema reports from public, anon, authenticated, service_role;
revoke all on all tables in schema reports from public, anon, authenticated, service_role;
grant usage on schema reports to service_role;
grant select on all tables in schema reports to service_role;

-- ---------------------------------------------------------------- Auth

grant usage on schema public to supabase_auth_admin;
grant execute on function public.before_user_created(jsonb) to supabase_auth_admin;

-- ---------------------------------------------------------------- realtime

alter publication supabase_realtime add table
  public.users, public.generated_media, public.models, public.products, public.prices, public.subscriptions,
  public.premium_content;
