// Downloads what was said in a thread: for everybody who has a login, whoever's it is.
import { Client } from "@langchain/langgraph-sdk";
import { Hono } from "hono";

export const app = new Hono();

app.get("/downloads/:thread", async (c) => {
  const self = new URL(c.req.url).origin;
  const client = new Client({
    apiUrl: self,
    defaultHeaders: { "x-internal-call": process.env.INTERNAL_KEY },
  });
  const thread = await client.threads.get(c.req.param("thread"));
  c.header("Content-Disposition", "attachment");
  return c.json({ about: thread.metadata, messages: thread.values });
});
