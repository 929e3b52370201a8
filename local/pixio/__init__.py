"""A stand-in for the Pixio API: its wire, its webhooks, and real pictures and films made from the inputs.

`python -m local.pixio CONFIG.json` serves it at the configuration's `pixio_url`.

    POST /api/run/deployment/queue   {deployment_id, inputs, webhook?, webhook_intermediate_status?} → {run_id}
    GET  /api/run?run_id=ID          the run: id, status, progress, live_status, outputs, queued_at, started_at, ended_at
    POST /api/run/cancel             {run_id}
    GET  /outputs/…                  a result, under a name nobody guesses

The first three want `Authorization: Bearer KEY`. Status words are those of the sender: not-started, queued, started,
running, uploading, success, failed, timeout, cancelled; progress runs from 0 to 1. Webhooks are sent as the sender
sends them: unsigned, three tries 0.5 s and 1 s apart, in no order, intermediate ones only when asked for.

For people: words in a prompt that make a run go wrong.

    [fail]     the run fails            [timeout]  the run times out
    [slow]     it takes five times as long
    [lost]     its webhooks never come  [stuck]    it never ends

For tests: `POST /_control` sets faults (`local.pixio.faults` lists them) for runs that are queued from now on:

    {"next": 2, "fault": {"end": "failed", "error": "out of memory"}}     for the next two runs
    {"marker": "blue", "fault": {"webhooks": "none"}}                      for runs whose prompt contains it
    {"fault": {"queue": 503}}                                              for all
    {"hold": true}                                                         all wait half done until released

`POST /_control/release` `{run_id?}` lets held runs go on, `POST /_control/reset` forgets all faults and lets go,
`GET /_control/runs` lists the runs, newest first, with every delivery of a webhook and its attempts.
"""

from local.pixio.app import create_app

__all__ = ["create_app"]
