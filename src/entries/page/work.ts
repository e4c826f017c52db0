export { readFragment } from '../../app/fragment';
export { Task } from '../../app/task.svelte';
export { findRecipe } from '../../recipes/catalogue';
export { default as view } from '../../ui/RecipePage.svelte';
