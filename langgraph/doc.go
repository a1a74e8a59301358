// Package langgraph is a client of a LangGraph server (Python langgraph-api and
// JavaScript langgraphjs-api) made for judging it: every status comes back as a
// [Response] to look at, bodies are bounded, redirects are never followed, and
// "no answer" is an error of its own kind ([NoAnswerError]).
package langgraph
