export { sizeText } from '../wire/amounts.ts';
