"""Agreements, from their registration to the end of what was bought under them.

The register: ``data`` and ``facts`` (what is said of an agreement), ``wording``, ``timelines``; its list and files
``filters``, ``facets``, ``columns``, ``exports``, found by ``search``; ``imports`` brings it in from elsewhere.

May I buy here: ``buying`` (one agreement), ``asking`` (all of them), ``use`` (who is named and entitled), ``api``.

Ceilings: ``ceilings`` (the ledger, read), ``forecast``, ``ceiling_wording``.

Daily use: ``calling_off`` and ``lists`` (call-offs, mini-competitions, off-contract purchases), ``letters``,
``papers``, ``deadlines``, ``changes``, ``prices``, ``follow_up``, and ``succession`` (members that join, leave, merge).

Each noun has its module in ``models``, ``querysets``, ``states``, ``rules``, ``services``, ``forms``, ``views`` and
``urls``, as in every app.
"""
