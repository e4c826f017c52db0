export { Desk } from '../../app/desk.svelte';
export { readFragment } from '../../app/fragment';
export { Task } from '../../app/task.svelte';
export { findRecipe } from '../../recipes/catalogue';
export { default as view } from '../../ui/RecipePage.svelte';
export { default as deskView } from '../../ui/desk/DeskPage.svelte';
