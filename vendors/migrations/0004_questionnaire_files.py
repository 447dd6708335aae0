import django.db.models.deletion
import django.utils.timezone
import governance.core.ids
import governance.core.migration_operations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('vendors', '0003_deadlines_and_attestations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        governance.core.migration_operations.CreateTogether(
            operations=[migrations.CreateModel(
                name='SheetLayout',
                fields=[
                    ('id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('title', models.CharField(help_text='What files of this layout are called.', max_length=200, verbose_name='title')),
                    ('framework', models.CharField(blank=True, max_length=80, verbose_name='published as')),
                    ('version', models.CharField(blank=True, help_text='Proposed for the next file; it can be changed.', max_length=40, verbose_name='version')),
                    ('headings', models.JSONField(default=list, editable=False, verbose_name='headings')),
                    ('mapping', models.JSONField(default=dict, editable=False, verbose_name='columns')),
                    ('fingerprint', models.CharField(editable=False, max_length=71, unique=True)),
                ],
                options={
                    'verbose_name': 'layout of a sheet',
                    'verbose_name_plural': 'layouts of sheets',
                    'ordering': ('title',),
                    'abstract': False,
                    'default_permissions': ('view', 'add', 'change', 'delete', 'grant', 'export', 'import'),
                },
            ),
            migrations.CreateModel(
                name='QuestionnaireFile',
                fields=[
                    ('id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=100)),
                    ('file_name', models.CharField(max_length=200, verbose_name='file')),
                    ('sha256', models.CharField(max_length=64)),
                    ('size_bytes', models.BigIntegerField()),
                    ('stored_file', models.CharField(max_length=200)),
                    ('mapping', models.JSONField(default=dict)),
                    ('details', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='uploaded')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'uploaded questionnaire',
                    'verbose_name_plural': 'uploaded questionnaires',
                    'ordering': ('-id',),
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='HistoricalSheetLayout',
                fields=[
                    ('history_channel', models.CharField(choices=[('admin', 'admin'), ('api', 'API'), ('web', 'web page'), ('portal', 'vendor portal'), ('import', 'import'), ('job', 'background job'), ('command', 'command line'), ('migration', 'migration')], default='command', editable=False, max_length=16)),
                    ('history_request_id', models.CharField(blank=True, default='', editable=False, max_length=64)),
                    ('id', models.UUIDField(db_index=True, default=governance.core.ids.new_id, editable=False)),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='changed')),
                    ('title', models.CharField(help_text='What files of this layout are called.', max_length=200, verbose_name='title')),
                    ('framework', models.CharField(blank=True, max_length=80, verbose_name='published as')),
                    ('version', models.CharField(blank=True, help_text='Proposed for the next file; it can be changed.', max_length=40, verbose_name='version')),
                    ('headings', models.JSONField(default=list, editable=False, verbose_name='headings')),
                    ('mapping', models.JSONField(default=dict, editable=False, verbose_name='columns')),
                    ('fingerprint', models.CharField(db_index=True, editable=False, max_length=71)),
                    ('history_id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField()),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical layout of a sheet',
                    'verbose_name_plural': 'historical layouts of sheets',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                    'indexes': [models.Index(fields=['history_date', 'id'], name='vendors_his_history_263bcc_idx')],
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='SheetLayoutGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('granted_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True, default='')),
                    ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='object_grants', to='vendors.sheetlayout')),
                    ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'unique_together': {('user', 'permission', 'content_object')},
                },
            )],
        ),
    ]
