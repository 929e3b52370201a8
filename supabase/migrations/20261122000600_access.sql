-- Who may touch what: everything is taken away, then given by name. Row level security decides
-- which rows, these grants decide which verbs and columns.

revoke all on all tables in schema public from public, anon, authenticated, service_role;
revoke all on all sequences in schema public from public, anon, authenticated, service_role;
revoke all on all functions in schema public from public, anon, authenticated, service_role;
revoke all on schema private from public, anon, authenticated, service_role;
revoke all on all functions in schema private from public, anon, authenticated, service_role;

-- ---------------------------------------------------------------- the browser, signed in or not

grant select on public.products, public.prices to anon, authenticated;
grant select (id, name, description, category, media_type, credit_cost, input_schema, timeout_seconds, position,
              active, about_url, created_at, updated_at) on public.models to anon, authenticated;

-- ---------------------------------------------------------------- the browser, signed in

grant select on public.users to authenticated;
grant update (full_name, avatar_url) on public.users to authenticated;
grant select, delete on public.generated_media to authenticated;
grant select on public.subscriptions to authenticated;
grant select on public.credit_grants, public.credit_purchases, public.credit_usage, public.credit_history to authenticated;

-- ---------------------------------------------------------------- the service

-- It reads everything. Balances, histories and the state of a run it moves by the functions only, so
-- even the service key cannot make credits that no history explains.
grant select on all tables in schema public to service_role;
grant update (full_name, avatar_url, billing_address, payment_method) on public.users to service_role;
grant update (media_url, storage_path, metadata) on public.generated_media to service_role;
grant delete on public.generated_media to service_role;
grant insert, update, delete on public.models, public.settings to service_role;
grant insert, update, delete on public.customers, public.products, public.prices, public.subscriptions to service_role;

grant execute on function
  public.start_generation(uuid, uuid, text, text, jsonb),
  public.attach_run(uuid, text),
  public.record_progress(uuid, text, real, text),
  public.complete_generation(uuid, text, text, jsonb),
  public.fail_generation(uuid, text, jsonb),
  public.deduct_credits(uuid, integer, text, text),
  public.ensure_allotment(uuid),
  public.refresh_due_credits(integer)
to service_role;

-- ---------------------------------------------------------------- realtime

alter publication supabase_realtime add table
  public.users, public.generated_media, public.models, public.products, public.prices;
