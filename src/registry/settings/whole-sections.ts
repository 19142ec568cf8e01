import { EXIT, Fault } from '../../fault.ts';

/**
 * Sections that Docker's registry 2 does not know by their parts: it wants each as a whole. A variable for a part ends it
 * at start, or changes nothing where its config.yml has the section.
 */
const WHOLE = ['storage.maintenance.readonly', 'storage.maintenance.uploadpurging'];

/** Refuses a variable that names a part of such a section: `REGISTRY_STORAGE_MAINTENANCE_READONLY_ENABLED`. */
export function refuseVariableOfPart(path: string, value: string, variable: string): void {
  const section = WHOLE.find((whole) => path.startsWith(`${whole}.`));
  if (section === undefined) return;
  const key = path.slice(section.length + 1);
  const written = /^(true|false)$/.test(value) ? value : JSON.stringify(value);
  const name = variable.slice(0, -key.length - 1);
  throw wholeFault(section, variable, `set ${name}='{"${key}": ${written}}'`);
}

/** Refuses a single value in the place of a section, such as `readonly: true`, and `enabled: "true"` in it. */
export function refuseInsteadOfSection(path: string, value: unknown, where: string): void {
  if (WHOLE.includes(path)) {
    const todo = where.startsWith('REGISTRY_')
      ? `set ${where}='{"enabled": ${String(value)}}'`
      : `write \`${path.split('.').at(-1)}: { enabled: ${String(value)} }\``;
    throw wholeFault(path, where, todo);
  }
  if (path === 'storage.maintenance.readonly.enabled' && typeof value !== 'boolean') {
    throw new Fault({
      what: `\`${path}\` is true or false, not ${JSON.stringify(value)}`,
      where,
      todo: 'write true or false, without quotes',
      exit: EXIT.usage,
    });
  }
}

function wholeFault(section: string, where: string, todo: string): Fault {
  return new Fault({
    what: `\`${section}\` is a section that the registry takes as a whole only`,
    where,
    todo,
    exit: EXIT.usage,
  });
}
