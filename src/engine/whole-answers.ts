import type http from 'node:http';

/** What Node's agents have, and its types leave out: the place that every request of theirs goes through. */
interface Agent {
  addRequest(request: http.ClientRequest, ...rest: unknown[]): void;
}

/**
 * Makes a request fail when its answer breaks off. docker-modem waits for the answer's end alone, which never comes from
 * an engine that was killed in the middle of it; it does listen to the errors of the request.
 */
export function failingWhenCut<A extends http.Agent>(agent: A): A {
  const through = agent as A & Agent;
  const add = through.addRequest.bind(agent);
  through.addRequest = (request, ...rest) => {
    request.once('response', (response: http.IncomingMessage) => {
      response.once('close', () => {
        if (!response.complete)
          request.emit('error', new Error('the engine ended in the middle of its answer'));
      });
    });
    add(request, ...rest);
  };
  return agent;
}
