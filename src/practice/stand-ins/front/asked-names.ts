/**
 * Hosted registries that have a name for each customer, as patterns of a shell: too many to list in advance. curl finds
 * one once practice was asked for it.
 */
export const ASKED_NAMES = [
  '*.dkr.ecr.*.amazonaws.com',
  '*.azurecr.io',
  '*.jfrog.io',
  '*-docker.pkg.dev',
  'gcr.io',
  '*.gcr.io',
] as const;
