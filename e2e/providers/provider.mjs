// An OpenID Connect provider with two users and three clients, for tests of what is not Supabase:
// oidc-provider, certified, with the password grant added, which it leaves to its users.
// Prints its issuer when it is ready. TOKEN_LIFE is how long tokens last, in seconds.

import { createServer } from "node:http";

// Node 20 lacks it.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);

const { default: Provider, errors } = await import("oidc-provider");

const audience = "https://langgraph.example.com";
const life = Number(process.env.TOKEN_LIFE ?? 3600);
const passwords = { ann: "ann's password, with a comma", bob: "bob's:password" };

const account = (id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com` }) });
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
    client("shell", { grant_types: ["password"], token_endpoint_auth_method: "none" }),
  ],
  findAccount: (_, id) => (id in passwords ? account(id) : undefined),
  claims: { openid: ["sub"], email: ["email"] },
  conformIdTokenClaims: false,
  ttl: { AccessToken: life, ClientCredentials: life, IdToken: life },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // Auth0's parameter, which others have taken over.
      defaultResource: (ctx) => ctx.oidc.body.audience ?? audience,
      getResourceServerInfo: (_, resource) => {
        if (resource !== audience) throw new errors.InvalidTarget(`no service at ${resource}`);
        return { audience, scope: "", accessTokenTTL: life, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } };
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
  const info = { audience, scope, accessTokenTTL: life, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } };
  const access = new provider.AccessToken({ accountId: params.username, client, gty: "password", scope });
  access.resourceServer = new provider.ResourceServer(audience, info);
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
