<?php
// Everybody of people.json: {"name:password": {attribute: [values]}}.
$people = json_decode(file_get_contents(getenv('SAML_DATA') . '/people.json'), true);
$config = ['people' => ['exampleauth:UserPass'] + $people];
