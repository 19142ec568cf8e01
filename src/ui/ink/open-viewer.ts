import { mapLines } from '../map-lines.ts';
import { wireLines } from '../wire-lines.ts';
import { inner } from './look.ts';
import type { Look } from './look.ts';
import { outputLines } from './output.ts';
import type { Screen } from './screen.ts';
import { blockLines } from './transcript.ts';
import type { View } from './view.ts';
import { openedAtEnd } from './viewer.ts';
import type { Viewer } from './viewer.ts';

/** Wider pictures are not seen at one glance. */
const WIDEST_PICTURE = 150;

/** What is asked for, opened whole; undefined when there is nothing to show. `before`: as in `MapPage`. */
export function viewerFor(
  what: NonNullable<Screen['open']>,
  view: View,
  before: boolean,
  look: Look,
): Viewer | undefined {
  if (what === 'map' || what === 'wire') return { what, top: 0, ...picture(what, view, before, look) };
  if (what === 'text') {
    const step = view.blocks.findLast(({ kind }) => kind === 'step' || kind === 'summary');
    const title = view.lab?.title ?? '';
    return step && { what, title, lines: blockLines(step, look).slice(1), top: 0 };
  }
  const shown = view.running ?? view.last;
  return shown && openedAtEnd(shown.line, outputLines(shown.output, look), look);
}

/** What is open follows what it shows. */
export function refreshed(viewer: Viewer, view: View, before: boolean, look: Look): Viewer {
  if (viewer.what !== 'map' && viewer.what !== 'wire') return viewer;
  return { ...viewer, ...picture(viewer.what, view, before, look) };
}

function picture(
  what: 'map' | 'wire',
  { map, wire, running }: View,
  before: boolean,
  look: Look,
): Pick<Viewer, 'title' | 'lines'> {
  const page = { columns: Math.min(inner(look), WIDEST_PICTURE) - 1, paint: look.paint };
  const lines = what === 'map' ? map && mapLines(map, { ...page, before }) : wire && wireLines(wire, page);
  const title = what === 'map' ? `Map${running ? `, while ${running.line} runs` : ''}` : 'Wire';
  return { title, lines: (lines ?? []).map((line) => line && ` ${line}`) };
}
