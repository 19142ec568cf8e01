let turn: Promise<void> | undefined;

/**
 * Resolves when everything that arrived together has been looked at. What is ready by then goes out together: with many
 * small requests, waking the other side for each answer, or writing to the log for each, costs more than the answering.
 */
export function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
}
