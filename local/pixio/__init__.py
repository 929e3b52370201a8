"""A stand-in for the Pixio API with its webhooks, which makes real pictures and films from the inputs.

`python -m local.pixio.app CONFIG.json` serves it at the configuration's `pixio_url`.

    POST /api/run/deployment/queue   {deployment_id, inputs, webhook?, webhook_intermediate_status?} → {run_id}
    GET  /api/run?run_id=ID          the run: id, status, progress, live_status, outputs, queued_at, started_at, ended_at
    POST /api/run/cancel             {run_id}
    GET  /outputs/…                  a result, in a folder with a random name

The first three need `Authorization: Bearer KEY`. The statuses are those of Pixio: not-started, queued, started, running,
uploading, success, failed, timeout, cancelled; progress is 0 to 1. Webhooks are sent as Pixio sends them: unsigned, three
attempts 0.5 s and 1 s apart, in any order, intermediate ones on request only.

For people: words in a prompt that make a run fail.

    [fail]     the run fails            [timeout]  the run times out
    [slow]     it takes five times as long
    [lost]     no webhooks are sent     [stuck]    it never ends

For tests: `POST /_control` sets faults (`local.pixio.faults` lists them) for runs that are queued from now on:

    {"next": 2, "fault": {"end": "failed", "error": "out of memory"}}     for the next two runs
    {"marker": "blue", "fault": {"webhooks": "none"}}                      for runs whose prompt contains it
    {"fault": {"queue": 503}}                                              for all
    {"hold": true}                                                         all wait at running until released

`POST /_control/release` `{run_id?}` continues held runs, `POST /_control/reset` removes all faults and continues all runs,
`GET /_control/runs` lists the runs, newest first, with their webhooks and the attempts to send them.
"""
