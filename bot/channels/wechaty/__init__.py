"""WeChat, through a wechaty gateway: the account lives there, we hear and speak over gRPC.

gateway ══ connection ── puppet ──▶ hearing ──▶ live.hear          relay ──▶ speaking ──▶ gateway
                                      │ ledger (inbox first)                  │ ledger (echoes)

`channel` ties them together; `compat` is the only door to the packages of wechaty itself.
"""
