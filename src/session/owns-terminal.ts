import { quote } from 'shell-quote';
import { parseCommands } from '../checks/command-words.ts';
import type { Command } from '../checks/command-words.ts';
import { ASKING, FULL_SCREEN, TALKING } from './terminal/full-screen.ts';
import { segmentsOf } from './terminal/segments.ts';
import type { Segment } from './terminal/segments.ts';

/**
 * Whether a line needs the learner's terminal: it asks for a password, draws on the screen or reads keys. Such a line
 * is run with our terminal handed over; nothing of it is captured.
 */
export function ownsTerminal(line: string): boolean {
  return segmentsOf(line).some(needsTerminal);
}

function needsTerminal(segment: Segment): boolean {
  // The wrapper itself asks, whatever it wraps.
  if (segment.words.some((word, index) => /^(?:sudo|doas)$/.test(word) && isFirst(segment.words, index))) {
    return !segment.words.some((word) => /^-[A-Za-z]*[nS]$/.test(word));
  }
  const command = parseCommands(quote([...segment.words]))[0];
  if (!command) return false;
  const { program, operands, flags } = command;
  const has = (...names: string[]): boolean => flags.some(({ name }) => names.includes(name));
  if (has('help', 'version')) return false;
  if (FULL_SCREEN.has(program)) return !segment.takenOutput;
  if (ASKING.has(program)) return true;
  if (TALKING.has(program)) return operands.length === 0 && !segment.fedInput && !has('c', 'e', 'l');
  switch (program) {
    case 'docker':
      return dockerNeeds(command, segment, has);
    case 'podman':
    case 'nerdctl':
      return otherEngineNeeds(command, segment);
    case 'skopeo':
    case 'buildah':
    case 'oras':
    case 'crane':
    case 'regctl':
    case 'helm':
      return operands.includes('login') && !hasPassword(command, segment);
    case 'htpasswd':
      return !segment.words.some((word) => /^-\w*[bi]/.test(word)) && !segment.fedInput;
    case 'read':
    case 'select':
      return !segment.fedInput;
    case 'git':
      return (
        operands[0] === 'commit' &&
        !segment.words.some((word) => /^-\w*[mFC]|^--(?:message|file|no-edit)/.test(word))
      );
    case 'ssh-keygen':
      return !has('N', 'l', 'y', 'F', 'R');
    case 'openssl':
      return operands[0] === 'req' && !has('subj', 'batch', 'config') && !segment.words.includes('-subj');
    case 'npm':
    case 'gh':
      return operands.some((word) => /^(?:login|adduser)$/.test(word)) && !has('with-token');
    case 'aws':
      return operands[0] === 'configure' && operands.length === 1;
    case 'web':
      return operands[1] === 'signup' && !hasPassword(command, segment);
    case 'crontab':
      return has('e');
    default:
      return false;
  }
}

function isFirst(words: readonly string[], index: number): boolean {
  return words.slice(0, index).every((word) => /^[A-Za-z_]\w*=|^(?:time|command|exec|env|nohup)$/.test(word));
}

function dockerNeeds(command: Command, segment: Segment, has: (...names: string[]) => boolean): boolean {
  if (command.command === 'login') return !hasPassword(command, segment);
  if (/^container (?:run|create|exec)$/.test(command.command)) return has('tty', 't') && !has('detach', 'd');
  if (command.command === 'container start') return has('interactive', 'i', 'attach', 'a');
  if (command.command === 'container attach') return true;
  if (/^container (?:stats|top)$/.test(command.command)) {
    return command.command.endsWith('stats') && !has('no-stream') && !segment.takenOutput;
  }
  // `docker system prune` asks whether one is sure.
  return command.words.includes('prune') && !has('force', 'f') && !segment.fedInput;
}

/** The commands of podman and nerdctl are docker's. */
function otherEngineNeeds({ words }: Command, segment: Segment): boolean {
  return needsTerminal({ ...segment, words: ['docker', ...words.slice(1)] });
}

function hasPassword({ words }: Command, segment: Segment): boolean {
  const flag = words.some((word) => /^(?:-p|--password|--password-stdin|--identity-token)/.test(word));
  return flag || words.some((word) => /^-\w*p/.test(word)) || segment.fedInput;
}
