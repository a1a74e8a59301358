package catalog

import "slices"

// identitiesByTrust have no token, and send what careless handlers believe without one.
var identitiesByTrust = []Identity{
	{ID: "trusted-network", Column: "no token", Title: "a caller who claims to come from inside", Forms: fromInside, On: oneList,
		Code: "network-trusted", Weaker: tokenless},
	{ID: "trusted-host", Column: "no token", Title: "a caller who asks for localhost", Forms: atLocalhost, On: oneList, Diverts: true,
		Code: "network-trusted", Weaker: append([]string{"trusted-network"}, tokenless...)},
	{ID: "claimed", Column: "no token", Title: "a caller who names user 1 in a header", Token: Subject, Forms: claimedHeaders, On: oneList,
		Code: "identity-from-client", Weaker: tokenless},
	{ID: "claimed-email", Column: "no token", Title: "a caller who gives user 1's e-mail address in a header", Token: Email, Forms: claimedEmails, On: oneList,
		Code: "identity-from-client", Weaker: tokenless},
	{ID: "switches", Column: "no token", Title: "a caller who sends switches of developers in headers", Forms: switches, On: twoReads, Diverts: true,
		Code: "switch-honoured", Weaker: tokenless},
	{ID: "switches-query", Column: "no token", Title: "a caller who sends switches of developers in the query", Forms: querySwitches, On: twoReads, Diverts: true,
		Code: "switch-honoured", Weaker: tokenless},
	{ID: "claimed-method", Column: "no token", Title: "a caller who claims to only ask what is allowed", Forms: claimedMethod, On: oneList, Diverts: true,
		Code: "switch-honoured", Weaker: tokenless},
}

// switches are headers by which tests, schedulers and earlier clients were let in.
var switches = []Form{switched("true"), switched("1", "X-Api-Version", "X-Version", "Api-Version")}

// switched turns all switches on, and more.
func switched(value string, more ...string) Form {
	f := Form{}
	for _, name := range append(more, "X-Debug", "X-Debug-Mode", "X-Test", "X-Testing", "X-Test-Mode", "X-Test-User", "X-E2e", "X-E2e-Test", "X-Smoke-Test",
		"X-Load-Test", "X-Playwright", "X-Cypress", "X-Dev", "X-Dev-Mode", "X-Development", "X-Preview", "X-Health-Check", "X-Healthcheck", "X-Monitoring",
		"X-Appengine-Cron", "X-Cloudscheduler", "X-Cron", "X-Internal", "X-Admin", "X-Bypass-Auth", "X-Skip-Auth", "X-No-Auth", "X-Disable-Auth") {
		f[name] = value
	}
	return f
}

// querySwitches are the same in URLs, which look like that of an asset at their end.
var querySwitches = []Form{querySwitched("true", "v=1.png"), querySwitched("1", "v=1.js")}

// querySwitched has the end last also where the parameters are sorted.
func querySwitched(value, end string) Form {
	text := ""
	for _, name := range switchNames {
		text += name + "=" + value + "&"
	}
	return Form{queryForm: text + end}
}

var switchNames = []string{"admin", "anonymous", "bypass", "bypass_auth", "debug", "demo", "dev", "embed", "guest", "internal", "no_auth", "noauth",
	"preview", "public", "skip_auth", "skipauth", "test", "testing"}

// switchParameters are the switches one by one.
func switchParameters(value string) map[string]string {
	all := map[string]string{}
	for _, name := range switchNames {
		all[name] = value
	}
	return all
}

// claimedMethod says that the request is the one by which browsers ask beforehand.
var claimedMethod = []Form{{"X-Http-Method-Override": "OPTIONS", "X-Http-Method": "OPTIONS", "X-Method-Override": "OPTIONS", "X-Original-Method": "OPTIONS",
	"X-Forwarded-Method": "OPTIONS", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization", "Origin": "https://chat.example"}}

// fromInside are headers by which careless handlers tell their own network, or Studio, or
// that a public path is asked for.
var fromInside = []Form{
	fromOffice("10.0.0.1", "User-Agent", "kube-probe/1.31 ELB-HealthChecker/2.0 GoogleHC/1.0 Prometheus/2.53", "Origin", "http://localhost:5173",
		"Referer", "http://localhost:5173/", "X-Internal-Key", "internal", "X-Internal-Token", "internal", "X-Admin-Key", "admin"),
	fromOffice("192.168.0.1", "User-Agent", "langgraph-sdk-py/0.2", "Origin", "http://localhost:3000", "Referer", "http://localhost:3000/"),
	fromOffice("172.17.0.1", "X-Original-Uri", "/ok", "X-Original-Url", "/ok", "X-Rewrite-Url", "/ok", "X-Forwarded-Uri", "/ok"),
	{"X-Forwarded-For": "127.0.0.1", "X-Real-Ip": "127.0.0.1", "X-Client-Ip": "127.0.0.1", "True-Client-Ip": "127.0.0.1",
		"Cf-Connecting-Ip": "127.0.0.1", "X-Cluster-Client-Ip": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X-Forwarded-Host": "localhost", "X-Internal": "true",
		"X-Internal-Request": "true", "X-Service-Name": "internal", "Origin": "https://smith.langchain.com", "Referer": "https://smith.langchain.com/"}}

// atLocalhost name the server as only this machine does. They go alone: what stands in front
// may answer otherwise for another name.
var atLocalhost = []Form{{hostForm: "localhost"}, {hostForm: "localhost:2024"}}

// hostForm is the name in a Form under which the server's name stands.
const hostForm = "Host"

// NamesServer tells a caller who names the server otherwise.
func (id Identity) NamesServer() bool {
	return slices.ContainsFunc(id.Forms, func(f Form) bool { return f[hostForm] != "" })
}

func fromOffice(address string, more ...string) Form {
	f := Form{"X-Forwarded-For": address, "X-Real-Ip": address, "X-Client-Ip": address, "Cf-Connecting-Ip": address, "Forwarded": "for=" + address}
	for pair := range slices.Chunk(more, 2) {
		f[pair[0]] = pair[1]
	}
	return f
}

// claimedHeaders are those in which proxies tell who has logged in.
var claimedHeaders = []Form{{"X-User-Id": "{token}", "X-User": "{token}", "X-Forwarded-User": "{token}", "X-Auth-User": "{token}", "X-Auth-Request-User": "{token}",
	"X-Remote-User": "{token}", "Remote-User": "{token}", "X-Owner": "{token}", "X-Identity": "{token}", "X-Subject": "{token}", "X-Auth-Subject": "{token}",
	"X-Goog-Authenticated-User-Id": "accounts.google.com:{token}", "X-Envoy-Peer-Metadata-Id": "{token}", "X-Jwt-Claim-Sub": "{token}", "X-Authenticated-User": "{token}",
	"X-Ms-Client-Principal-Id": "{token}", "X-Amzn-Oidc-Identity": "{token}", "X-Tenant-Id": "{token}", "X-Org-Id": "{token}", "X-Account-Id": "{token}",
	"X-View-As": "{token}", "X-Apigateway-Api-Userinfo": "{user}", "X-Ms-Client-Principal": "{user}",
	"X-Consumer-Custom-Id": "{token}", "X-Consumer-Username": "{token}", "X-Authenticated-Userid": "{token}", "X-Ssl-Client-Verify": "SUCCESS", "X-Ssl-Client-S-Dn": "CN={token}",
	"X-Forwarded-Client-Cert": "By=spiffe://cluster.local/ns/default/sa/agent;URI=spiffe://cluster.local/ns/default/sa/{token}"}}

var claimedEmails = []Form{{"Cf-Access-Authenticated-User-Email": "{token}", "X-Goog-Authenticated-User-Email": "accounts.google.com:{token}",
	"X-Auth-Request-Email": "{token}", "X-Forwarded-Email": "{token}", "Remote-Email": "{token}", "X-User-Email": "{token}", "X-Email": "{token}",
	"X-Ms-Client-Principal-Name": "{token}", "Remote-User": "{token}", "X-Forwarded-User": "{token}", "X-Auth-Request-Preferred-Username": "{token}",
	"X-Consumer-Username": "{token}", "X-Ssl-Client-Verify": "SUCCESS", "X-Ssl-Client-S-Dn": certified, "X-Ssl-Client-Dn": certified, "X-Ssl-Client-Subject": certified,
	"Ssl-Client-Subject-Dn": certified, "X-Ssl-Client-Cn": "{token}", "X-Client-Cert-Cn": "{token}"}}

// certified is user 1's address as proxies name the owner of a certificate.
const certified = "CN={token},O=Example"
