// Package langgraph is a client of a LangGraph server (Python langgraph-api and
// JavaScript langgraphjs-api) made for judging it: every status comes back as a
// [Response] to look at, a part of an answer is known for one, all that is read is
// bounded, nothing goes anywhere but to the server ([NotSentError]), and "no answer"
// is an error of its own kind ([NoAnswerError]).
package langgraph
