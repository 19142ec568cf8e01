import { badRequest } from '../../http/failure.ts';

/** Azure's rules for the name of a registry. */
export function registryNameProblem(name: string): string | undefined {
  if (!/^[a-zA-Z0-9]*$/.test(name))
    return 'Registry names may contain only alpha numeric characters and must be between 5 and 50 characters';
  return name.length < 5 || name.length > 50
    ? 'The registry name must be between 5 and 50 characters long'
    : undefined;
}

export const SKUS = ['Basic', 'Standard', 'Premium'] as const;

/** `basic` is meant to be `Basic`. Throws an ApiFailure for any other word. */
export function skuOf(written: string): string {
  const found = SKUS.find((sku) => sku.toLowerCase() === written.toLowerCase());
  if (!found)
    throw badRequest(`'${written}' is not a valid value for '--sku'. Allowed values: ${SKUS.join(', ')}.`);
  return found;
}

/** What a token may do with a repository, in Azure's words, and as actions of a registry. */
export const ACTIONS: Readonly<Record<string, string | undefined>> = {
  'content/read': 'pull',
  'content/write': 'push',
  'content/delete': 'delete',
  'metadata/read': undefined,
  'metadata/write': undefined,
};
