// An OpenID Connect provider with two users and three clients, for tests of what is not Supabase:
// oidc-provider, certified, with the password grant added, which it leaves to its users.
// Prints its issuer when it is ready. TOKEN_LIFE is how long tokens last, in seconds; TOKEN_FORMAT
// is "jwt", or "opaque" for tokens that only the provider can read.

import { createServer } from "node:http";

// Node 20 lacks it.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);

const { default: Provider, errors } = await import("oidc-provider");

const audience = "https://langgraph.example.com";
const elsewhere = "https://another.example.com";
const accessTokenFormat = process.env.TOKEN_FORMAT ?? "jwt";
const life = Number(process.env.TOKEN_LIFE ?? 3600);
const passwords = { ann: "ann's password, with a comma", bob: "bob's:password" };

const account = (id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com` }) });
const resource = (audience, scope = "") => ({
  audience,
  scope,
  accessTokenTTL: life,
  accessTokenFormat,
  ...(accessTokenFormat === "jwt" && { jwt: { sign: { alg: "RS256" } } }),
});
const client = (client_id, rest) => ({ client_id, redirect_uris: [], response_types: [], ...rest });

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    client("machine-1", { client_secret: "secret of machine 1", grant_types: ["client_credentials"] }),
    client("machine-2", {
      client_secret: "secret of machine 2",
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_post",
    }),
    client("another", { client_secret: "secret of another application", grant_types: ["client_credentials", "password"] }),
    client("langgraph", { client_secret: "secret of the server", grant_types: ["client_credentials"] }),
    client("shell", { grant_types: ["password"], token_endpoint_auth_method: "none" }),
  ],
  findAccount: (_, id) => (id in passwords ? account(id) : undefined),
  claims: { openid: ["sub"], email: ["email"] },
  conformIdTokenClaims: false,
  ttl: { AccessToken: life, ClientCredentials: life, IdToken: life },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // Auth0's parameter, which others have taken over.
      defaultResource: (ctx) => ctx.oidc.body.audience ?? (ctx.oidc.client.clientId === "another" ? elsewhere : audience),
      getResourceServerInfo: (_, at) => {
        if (at !== audience && at !== elsewhere) throw new errors.InvalidTarget(`no service at ${at}`);
        return resource(at);
      },
    },
  },
});

async function passwordGrant(ctx) {
  const { params, client } = ctx.oidc;
  if (!(params.username in passwords) || passwords[params.username] !== params.password) {
    throw new errors.InvalidGrant("wrong user name or password");
  }
  const scope = params.scope ?? "";
  const at = client.clientId === "another" ? elsewhere : audience;
  const access = new provider.AccessToken({ accountId: params.username, client, gty: "password", scope });
  access.resourceServer = new provider.ResourceServer(at, resource(at, scope));
  ctx.body = { access_token: await access.save(), token_type: "Bearer", expires_in: life };
  if (scope.split(" ").includes("openid")) {
    const id = new provider.IdToken(account(params.username).claims(), { ctx });
    id.scope = scope;
    ctx.body.id_token = await id.issue({ use: "idtoken" });
  }
}

provider.registerGrantType("password", passwordGrant, ["username", "password", "scope", "audience"]);
provider.on("server_error", (_, error) => console.error(error));
server.on("request", provider.callback());
console.log(issuer);
