export const removeUpload = {
  label: 'Delete this upload',
  title: 'Delete this upload?',
  text: 'The picture is deleted for good. What you made with it stays.',
  confirm: 'Delete',
  failed: 'The picture could not be deleted. Check your connection, then try again.',
};
