wrk.method = "POST"
wrk.body = '{"task": "Posted by wrk"}'
wrk.headers["Content-Type"] = "application/json"
